package io.github.waitgroup.spring.report;

/** What is in flight in an application context, by JMX: {@code io.github.waitgroup:type=InFlight,name=…}. */
public interface InFlightMXBean {

    /**
     * The number of tasks in all groups.
     *
     * @return how many tasks are active, those that are meant to last included
     */
    long getCount();

    /**
     * The number of tasks in all groups that are meant to last.
     *
     * @return how many of the active tasks end only when they are signalled
     */
    long getLongRunningCount();

    /**
     * The tasks as text, oldest first, those at the same place in one entry with its stack.
     *
     * @return several lines, whose number is bounded
     */
    String dump();
}
