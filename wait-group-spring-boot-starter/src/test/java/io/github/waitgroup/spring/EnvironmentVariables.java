package io.github.waitgroup.spring;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The environment of a process, without the process. */
final class EnvironmentVariables {

    private EnvironmentVariables() {}

    static ApplicationContextRunner in(ApplicationContextRunner runner, Map<String, Object> variables) {
        return in(runner, variables, null);
    }

    /** The same in an application whose variables have a prefix. */
    static ApplicationContextRunner in(
            ApplicationContextRunner runner, Map<String, Object> variables, @Nullable String prefix) {
        return runner.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new Variables(variables, prefix)));
    }

    private static final class Variables extends SystemEnvironmentPropertySource implements PropertySourceInfo {

        private final @Nullable String prefix;

        Variables(Map<String, Object> variables, @Nullable String prefix) {
            super(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
            this.prefix = prefix;
        }

        @Override
        public @Nullable String getPrefix() {
            return prefix;
        }
    }
}
