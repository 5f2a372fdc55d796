package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.Async;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Mbean;
import io.github.waitgroup.spring.WaitGroupProperties.Metrics;
import io.github.waitgroup.spring.WaitGroupProperties.Observations;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.WaitGroupProperties.SourceSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.WaitGroupProperties.TerminationMessage;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;

/** The metadata from which editors complete and explain the properties. */
class ConfigurationMetadataTests {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    @Test
    void everyPropertyIsDescribedWithTypeAndDefault() throws IOException {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        components(Shutdown.class).forEach(each -> components.put("wait-group.shutdown." + kebab(each), each));
        components.remove("wait-group.shutdown.termination-message"); // has properties of its own
        components(TerminationMessage.class)
                .forEach(each -> components.put("wait-group.shutdown.termination-message." + kebab(each), each));
        components(GroupSettings.class).forEach(each -> components.put("wait-group.groups.*." + kebab(each), each));
        components(Async.class).forEach(each -> components.put("wait-group.async." + kebab(each), each));
        components(Web.class).forEach(each -> components.put("wait-group.web." + kebab(each), each));
        components(Mbean.class).forEach(each -> components.put("wait-group.mbean." + kebab(each), each));
        components(Metrics.class).forEach(each -> components.put("wait-group.metrics." + kebab(each), each));
        components(Observations.class).forEach(each -> components.put("wait-group.observations." + kebab(each), each));

        components(Sources.class).stream()
                .filter(kind -> kind.getType() == SourceSettings.class)
                .forEach(kind -> components.put(
                        "wait-group.sources." + kebab(kind) + ".enabled", component(SourceSettings.class, "enabled")));

        Map<String, Map<String, Object>> properties = properties();
        assertThat(properties.keySet()).containsAll(components.keySet()).contains("wait-group.groups");
        components.forEach((name, component) -> {
            Map<String, Object> property = properties.get(name);
            assertThat((String) property.get("type")).as(name).startsWith(boxed(component.getType()));
            String value = defaultValue(component);
            if (value == null) { // none, or an empty list
                assertThat(property.get("defaultValue")).as(name).isIn(null, List.of());
            } else {
                assertThat(property.get("defaultValue")).as(name).hasToString(value);
            }
        });
    }

    @Test
    void nothingIsDescribedThatDoesNotExist() throws IOException {
        assertThat(properties().keySet())
                .containsExactlyInAnyOrder(
                        "wait-group.sources.scheduled.enabled",
                        "wait-group.sources.quartz.enabled",
                        "wait-group.sources.kafka.enabled",
                        "wait-group.sources.rabbit.enabled",
                        "wait-group.sources.jms.enabled",
                        "wait-group.sources.grpc.enabled",
                        "wait-group.sources.batch.enabled",
                        "wait-group.sources.integration.enabled",
                        "wait-group.sources.websocket.enabled",
                        "wait-group.sources.observations",
                        "wait-group.shutdown.timeout",
                        "wait-group.shutdown.grace-period",
                        "wait-group.shutdown.pre-stop",
                        "wait-group.shutdown.on-overrun",
                        "wait-group.shutdown.limit-phases",
                        "wait-group.shutdown.stop-times",
                        "wait-group.shutdown.watch-margin",
                        "wait-group.shutdown.termination-message.path",
                        "wait-group.shutdown.termination-message.always",
                        "wait-group.shutdown.unclean-exit-code",
                        "wait-group.groups",
                        "wait-group.groups.*.timeout",
                        "wait-group.groups.*.phase",
                        "wait-group.groups.*.drain-after",
                        "wait-group.groups.*.interrupt-before-end",
                        "wait-group.groups.*.early-signal",
                        "wait-group.groups.*.on-failure",
                        "wait-group.groups.*.stuck-after",
                        "wait-group.groups.*.limit",
                        "wait-group.metrics.enabled",
                        "wait-group.observations.enabled",
                        "wait-group.mbean.enabled",
                        "management.endpoint.inflight.access",
                        "management.endpoint.inflight.roles",
                        "management.endpoint.inflight.show-stacks",
                        "management.endpoint.waitgroups.access",
                        "management.endpoint.waitgroups.roles",
                        "management.endpoint.waitgroups.show-stacks",
                        "wait-group.async.enabled",
                        "wait-group.async.group",
                        "wait-group.web.enabled",
                        "wait-group.web.shutdown-delay",
                        "wait-group.web.retry-after",
                        "wait-group.web.exempt-paths",
                        "wait-group.web.long-running-paths",
                        "wait-group.web.long-running-grace");
    }

    @Test
    void everyDescriptionIsASentence() throws IOException {
        properties()
                .forEach((name, property) -> assertThat((String) property.get("description"))
                        .as(name)
                        .matches("[A-Z].*\\."));
    }

    @Test
    void defaultsAreTheConstantsOfTheCode() throws IOException {
        WaitGroupProperties bound = new Binder(
                        new MapConfigurationPropertySource(Map.of("wait-group.groups.orders.phase", "1")))
                .bindOrCreate(WaitGroupProperties.PREFIX, Bindable.of(WaitGroupProperties.class));
        assertThat(bound.groups().get("orders").timeout()).isEqualTo(Group.DEFAULT_STOP_TIMEOUT);
        assertThat((String) properties().get("wait-group.groups.*.phase").get("description"))
                .contains(
                        Integer.toString(GroupSettings.DEFAULT_PHASE),
                        Integer.toString(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS),
                        Integer.toString(Web.DEFAULT_PHASE));
        assertThat(DurationStyle.detectAndParse(defaultValue(component(GroupSettings.class, "timeout"))))
                .isEqualTo(GroupSettings.DEFAULTS.timeout());
        assertThat(bound.groups().get("orders"))
                .usingRecursiveComparison()
                .ignoringFields("phase")
                .isEqualTo(GroupSettings.DEFAULTS);
        assertThat(bound.async().group()).isEqualTo(Async.GROUP);
    }

    @Test
    void budgetLeavesRoomForAGroupWithinTheGracePeriodOfKubernetes() {
        Shutdown byDefault = new Binder().bindOrCreate(WaitGroupProperties.PREFIX, Shutdown.class);
        assertThat(byDefault.timeout())
                .isEqualTo(Duration.ofSeconds(25))
                .isGreaterThan(Group.DEFAULT_STOP_TIMEOUT)
                .isLessThan(byDefault.gracePeriod());
    }

    private static Map<String, Map<String, Object>> properties() throws IOException {
        try (InputStream metadata = ConfigurationMetadataTests.class.getModule().getResourceAsStream(METADATA)) {
            String json = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            List<Map<String, Object>> properties =
                    JsonPath.read(json, "$.properties[?(@.name =~ /(wait-group|management).*/)]");
            Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
            properties.forEach(each -> byName.put((String) each.get("name"), each));
            return byName;
        }
    }

    private static List<RecordComponent> components(Class<?> type) {
        return Arrays.asList(type.getRecordComponents());
    }

    private static RecordComponent component(Class<?> type, String name) {
        return components(type).stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType().getName();
    }

    private static String kebab(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The annotation is on the parameter of the constructor alone. Null if there is none, or it has no value. */
    private static @Nullable String defaultValue(RecordComponent component) {
        Class<?> type = component.getDeclaringRecord();
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .filter(annotation -> annotation != null && annotation.value().length > 0)
                .map(annotation -> annotation.value()[0])
                .findFirst()
                .orElse(null);
    }
}
