package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.shutdown.LateStop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.Lifecycle;

/** The lifecycle beans that still run. They are asked in a thread of its own: one that hangs may hold its lock. */
final class StillRunning {

    private static final Duration MAX_TIME = Duration.ofMillis(200);

    private StillRunning() {}

    /**
     * The beans that run, or do not answer.
     *
     * @param names the names of the beans to ask
     * @param singletons the beans, by name
     */
    static List<String> of(List<String> names, Map<String, Object> singletons) {
        Set<String> stopped = ConcurrentHashMap.newKeySet();
        Thread asking = new Thread(null, () -> ask(names, singletons, stopped), "wait-group-watch-asks", 0, false);
        asking.setDaemon(true);
        asking.setContextClassLoader(null);
        try {
            asking.start();
            asking.join(MAX_TIME.toMillis());
        } catch (InterruptedException | OutOfMemoryError noTimeOrNoThread) {
            // the answers until now have to do
        }
        return names.stream().filter(name -> !stopped.contains(name)).toList();
    }

    private static void ask(List<String> names, Map<String, Object> singletons, Set<String> stopped) {
        for (String name : names) {
            if (!(singletons.get(name) instanceof Lifecycle bean) || !isRunning(bean)) {
                stopped.add(name);
            }
        }
    }

    private static boolean isRunning(Lifecycle bean) {
        try {
            return bean.isRunning() || (bean instanceof LateStop late && late.isStopping());
        } catch (RuntimeException | LinkageError gone) {
            return false;
        }
    }
}
