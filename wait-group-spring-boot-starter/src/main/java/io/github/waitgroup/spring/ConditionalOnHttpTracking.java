package io.github.waitgroup.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Conditional;

/**
 * {@link Conditional @Conditional} that matches where HTTP requests are tasks of a group: in a servlet application with
 * Spring MVC and in a reactive one with Spring WebFlux, unless {@code wait-group.web.enabled=false}. Public for
 * the packages of the starter only.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnHttpTracking.class)
public @interface ConditionalOnHttpTracking {

    /**
     * The type of web application that is required.
     *
     * @return the type
     */
    ConditionalOnWebApplication.Type value();
}
