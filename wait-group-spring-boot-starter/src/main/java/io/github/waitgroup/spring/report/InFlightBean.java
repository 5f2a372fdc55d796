package io.github.waitgroup.spring.report;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/** The tasks in flight of one application context in the MBean server of the JVM, from its start to its end. */
final class InFlightBean implements ApplicationListener<ContextRefreshedEvent>, DisposableBean {

    /*
     * The first to ask for the MBean server of the JVM waits a tenth of a second for it. So a thread of its own does,
     * once the application has started. A close does not wait for it: what is registered after it is taken back at
     * once.
     */

    private static final Logger logger = LoggerFactory.getLogger(InFlightBean.class);

    private final ApplicationContext context;
    private final InFlightMXBean tasks;

    // Guarded by this object.
    private boolean hasBegun;
    private boolean isOver;
    private @Nullable ObjectName registered;

    InFlightBean(ApplicationContext context, TasksInFlight tasks) {
        this.context = context;
        this.tasks = new View(tasks);
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (event.getApplicationContext() != context || !begins()) {
            return;
        }
        Thread registering = new Thread(null, this::tryRegister, "wait-group-mbean", 0, false);
        registering.setDaemon(true);
        registering.setContextClassLoader(null);
        try {
            registering.start();
        } catch (OutOfMemoryError noThread) {
            logger.debug("There is no MBean of the tasks in flight", noThread);
        }
    }

    private synchronized boolean begins() {
        boolean first = !hasBegun;
        hasBegun = true;
        return first;
    }

    private void tryRegister() {
        try {
            register(ManagementFactory.getPlatformMBeanServer());
        } catch (JMException | RuntimeException | LinkageError | OutOfMemoryError noServer) {
            logger.debug("There is no MBean of the tasks in flight", noServer);
        }
    }

    /** Registers under the id of the context, with a number behind it if another context of the JVM has the same. */
    void register(MBeanServer server) throws JMException {
        String id = String.valueOf(context.getId());
        for (int number = 1; ; number++) {
            ObjectName name = name(number == 1 ? id : id + "-" + number);
            try {
                server.registerMBean(tasks, name);
            } catch (InstanceAlreadyExistsException another) {
                continue;
            }
            if (!keeps(name)) {
                server.unregisterMBean(name);
            }
            return;
        }
    }

    /** Returns false if the context has been closed meanwhile. */
    private synchronized boolean keeps(ObjectName name) {
        registered = isOver ? null : name;
        return !isOver;
    }

    private synchronized @Nullable ObjectName ends() {
        isOver = true;
        ObjectName name = registered;
        registered = null;
        return name;
    }

    private static ObjectName name(String application) throws JMException {
        return new ObjectName(Dump.DOMAIN + ":type=" + Dump.TYPE + ",name=" + ObjectName.quote(application));
    }

    @Override
    public void destroy() {
        ObjectName name = ends();
        if (name != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (JMException | RuntimeException gone) {
                logger.debug("The MBean of the tasks in flight was unregistered by others", gone);
            }
        }
    }

    /** The MBean. It has nothing but what the interface says, so that the server accepts it. */
    private record View(TasksInFlight tasks) implements InFlightMXBean {

        @Override
        public long getCount() {
            return tasks.total();
        }

        @Override
        public long getLongRunningCount() {
            return tasks.longRunning();
        }

        @Override
        public String dump() {
            return tasks.dump();
        }
    }
}
