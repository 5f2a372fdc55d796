package io.github.waitgroup.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** Matches where the HTTP requests of the application are tasks of a group: in a servlet application with Spring MVC, unless
 * {@code wait-group.web.enabled=false}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnHttpTracking.class)
public @interface ConditionalOnHttpTracking {}
