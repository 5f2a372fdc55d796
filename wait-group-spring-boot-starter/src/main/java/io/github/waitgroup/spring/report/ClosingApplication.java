package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownSteps;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.util.Collection;
import java.util.Map;

/**
 * An application that is closing, or whose groups drain without a close, as a report sees it.
 *
 * @param name the id of its context
 * @param groups its groups
 * @param singletons its beans, by name
 */
record ClosingApplication(
        String name,
        Collection<ManagedGroup> groups,
        Map<String, Object> singletons,
        GroupDrains drains,
        ShutdownSteps steps,
        ShutdownTimeline timeline,
        ShutdownClock clock,
        Shutdown settings) {}
