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
 * The mark of a worker: a method of a bean that runs as a task of a {@link Group}, which starts and stops with the
 * application.
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
 * <p>The method returns nothing and has no parameter, or one of these:
 *
 * <ul>
 *   <li>the {@link StopChannel} of its group, which is closed when the group's tasks are signalled to stop,
 *   <li>a {@link Context} of this call, derived from {@link Group#context()}, which is done at that moment and has the
 *       deadline of the stop.
 * </ul>
 *
 * <p>It is called through the proxy of its bean, if there is one, and may throw any exception.
 *
 * <ul>
 *   <li>Workers start when the application is ready, after its runners ({@link ApplicationReadyEvent}), so that an
 *       application which fails to start has started no worker. A context without {@link ApplicationArguments}, which
 *       no {@code SpringApplication} runs, has no such event: there workers start at its {@link ContextRefreshedEvent}.
 *   <li>Workers are signalled like all tasks of their group: on shutdown, and when the context is stopped or paused. If
 *       the context is started again, workers start again as the last of all lifecycle beans. If only the
 *       group is stopped and restarted, they do not.
 *   <li>There are never more than {@link #instances()} calls at the same time. A worker that has outlived its stop
 *       starts again only when its call has returned.
 *   <li>Without a period, the method is called once, and may run until it is signalled. If it throws, the task counts
 *       as failed, and the group's failure handler is notified.
 *   <li>With a {@link #period()}, or a pause before the {@link #restart()}, the worker goes on after a call that
 *       throws. The {@link FailureHandler} bean is notified, not a handler that the group's constructor was given, and
 *       the task does not count as failed.
 * </ul>
 *
 * <p>The bean is a singleton of the application context that the group belongs to. A lazy bean is created for its
 * worker. An annotation that makes no sense fails the start of the application. It may be on the method, on a
 * method that it overrides, or on an annotation of either.
 *
 * <p>{@code ${…}} and {@code #{…}} in strings are resolved. Durations are written as in properties: {@code 5s}, {@code
 * PT5S}, {@code 500} for milliseconds.
 *
 * <p>Spring's neighbour is {@code @Scheduled}. Use that for a time of day ({@code cron}).
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
     * The name of the task in the name of its thread, in reports and in the endpoint. The names of the workers of a
     * group are different.
     *
     * @return the name; by default the name of the bean and the name of the method, {@code orderPoller.poll}
     */
    String name() default "";

    /**
     * The number of tasks that run the method side by side. If there is more than one, their names end in {@code -1},
     * {@code -2} and so on.
     *
     * @return the number; 0 switches the worker off
     */
    int instances() default 1;

    /**
     * The number of tasks, like {@link #instances()}, as a property: {@code "${outbox.workers:2}"}.
     *
     * @return the number as a string; by default that of {@link #instances()}
     */
    String instancesString() default "";

    /**
     * The pause after each call, whether that throws or not, before the method is called again, until the worker is
     * signalled.
     *
     * @return a duration longer than zero; by default the method is called once
     */
    String period() default "";

    /**
     * The greatest random extension of each pause, as a fraction of the pause, so that many workers do not stay in
     * step.
     *
     * @return zero or more; 0.2 for up to a fifth
     */
    double jitter() default 0;

    /**
     * The pause after a call that throws, before the method is called again. It doubles with each further such call, up
     * to a minute; a longer pause stays as it is. After a call that lasted as long as the longest pause, it is the
     * first pause again. A call that returns is the end of the worker. This cannot be combined with a {@link
     * #period()}.
     *
     * @return a duration longer than zero; by default the worker is not called again
     */
    String restart() default "";

    /**
     * Whether the worker takes part in rehearsals of its group's drain, see {@link DrainRehearsals}. Its call is
     * signalled to end, and the method is called again when it has returned.
     *
     * @return whether the worker takes part
     */
    boolean rehearsable() default false;
}
