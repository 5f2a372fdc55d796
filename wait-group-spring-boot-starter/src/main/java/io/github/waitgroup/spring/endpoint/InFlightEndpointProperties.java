package io.github.waitgroup.spring.endpoint;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint.
 *
 * @param showStacks When to show the stacks of tasks.
 * @param roles Roles that may see stacks; a user needs one of them. If empty, every authenticated user may.
 */
@ConfigurationProperties("management.endpoint.inflight")
record InFlightEndpointProperties(
        @DefaultValue("never") Show showStacks,
        @DefaultValue Set<String> roles) {

    /**
     * Creates settings with their own copy of the roles.
     *
     * @param showStacks when to show the stacks of tasks
     * @param roles who is authorized to see them
     */
    @ConstructorBinding
    InFlightEndpointProperties {
        roles = Set.copyOf(roles);
    }

    /** The defaults, for Spring Cloud: see {@link io.github.waitgroup.spring.WaitGroupProperties}. */
    @SuppressWarnings({"unused", "UnusedMethod"})
    private InFlightEndpointProperties() {
        this(Show.NEVER, Set.of());
    }

    boolean areStacksShown(SecurityContext security) {
        return showStacks.isShown(security, roles);
    }
}
