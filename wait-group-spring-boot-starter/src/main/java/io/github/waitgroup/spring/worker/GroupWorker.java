package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Makes a method of a bean a worker: a task of a {@link Group} that starts and stops with the application.
 *
 * <pre>{@code
 * @GroupWorker(group = "pollers", name = "outbox", instances = 2, period = "5s", jitter = 0.2)
 * void deliver() {
 *     outbox.deliverBatch();
 * }
 *
 * @GroupWorker(group = "pollers", restart = "1s")
 * void listen(StopChannel stop) throws IOException {
 *     try (Connection connection = open()) {
 *         while (!stop.isClosed()) {
 *             handle(connection.next());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>The method returns nothing and takes nothing, the {@link StopChannel} of its group, or a {@link Context} of this call's own,
 * derived from {@link Group#context()}: done when the group is told to stop, with the deadline of the stop. It is called through the proxy of its bean, if that has one. It may throw
 * whatever it likes.
 *
 * <ul>
 *   <li>Workers start when the application is ready, after its runners ({@link ApplicationReadyEvent}), so that an application
 *       which fails to start has started none. A context that no {@code SpringApplication} runs, which is one without {@link
 *       ApplicationArguments}, never says so: there they start at its {@link ContextRefreshedEvent}.
 *   <li>They are told to stop when their group stops: on shutdown, and when the context is stopped or paused. When it is started
 *       again they are, too, as the last of all lifecycle beans; they are not if a group is stopped and restarted by hand.
 *   <li>There are never more than {@link #instances()} calls at the same time. A worker that outlived its stop is started
 *       again only when its call has returned at last.
 *   <li>Without a period the method is called once, and may run until it is told to stop. If it throws, the task has failed:
 *       it counts as such, and the group's failure handler is told.
 *   <li>With a {@link #period()}, or a delay for the {@link #restart()}, a call that throws is not the end of the worker. The
 *       {@link FailureHandler} bean is told, not one that was given to the group by hand; the task is not counted as failed.
 * </ul>
 *
 * <p>The bean is a singleton of the application context that the group belongs to; one that is lazy is created for its worker.
 * A annotation that makes no sense fails the start of the application. It is read from the method that is called, one that it
 * overrides, or an annotation that bears this one.
 *
 * <p>{@code ${…}} and {@code #{…}} in strings are resolved. Durations are written as in properties: {@code 5s}, {@code PT5S},
 * {@code 500} for milliseconds.
 *
 * <p>Spring's neighbour is {@code @Scheduled}; take that for a time of day ({@code cron}).
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface GroupWorker {

    /**
     * The name of the group.
     *
     * @return the name; may be left out if the application context has exactly one group
     */
    String group() default "";

    /**
     * The name of the task, for its thread's name, reports and the endpoint. No two workers of a group may have the same.
     *
     * @return the name; by default that of the bean and that of the method, {@code orderPoller.poll}
     */
    String name() default "";

    /**
     * How many tasks run the method side by side. If more than one, their names end in {@code -1}, {@code -2} and so on.
     *
     * @return the number; 0 switches the worker off
     */
    int instances() default 1;

    /**
     * The same as {@link #instances()}, for a number that is configured: {@code "${outbox.workers:2}"}.
     *
     * @return the number as a string; by default {@link #instances()} counts
     */
    String instancesString() default "";

    /**
     * The pause after each call, whether that throws or not, before the method is called again, until the worker is told to
     * stop.
     *
     * @return a duration longer than zero; by default the method is called once
     */
    String period() default "";

    /**
     * Makes each pause longer at random, so that many workers do not stay in step: by up to this part of itself.
     *
     * @return zero or more; 0.2 for up to a fifth
     */
    double jitter() default 0;

    /**
     * The pause after a call that throws before the method is called again. It doubles with each further one, up to a minute, if
     * it is not longer than that from the start. A call that lasted as long as the longest pause makes it the first again. A
     * call that returns is the end of the worker. It cannot be combined with a {@link #period()}.
     *
     * @return a duration longer than zero; by default the worker is not called again
     */
    String restart() default "";

    /**
     * Whether the worker takes part when the drain of its group is rehearsed, see {@link DrainRehearsals}: its call is told to
     * stop, and is made again when it has returned, although the application goes on.
     *
     * @return whether it is willing
     */
    boolean rehearsable() default false;
}
