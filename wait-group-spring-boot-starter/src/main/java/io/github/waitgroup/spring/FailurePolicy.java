package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.LostMembershipException;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.OnFailure;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The failure handler of one group: it reports the failure, publishes an event, and applies the group's policy. */
final class FailurePolicy implements FailureHandler {

    private static final Logger logger = LoggerFactory.getLogger(FailurePolicy.class);

    private final ApplicationContext context;
    private final FailureReporter reporter;
    private final GroupSettings settings;
    private final AtomicBoolean closing = new AtomicBoolean();

    private FailurePolicy(ApplicationContext context, GroupSettings settings) {
        this.context = context;
        this.reporter = context.getBean(FailureReporter.class);
        this.settings = settings;
    }

    /** Creates a group that has the policy and the limit of its settings. */
    static Group newGroup(String name, GroupSettings settings, ApplicationContext context) {
        FailurePolicy policy = new FailurePolicy(context, settings);
        if (settings.onFailure() == OnFailure.CLOSE_APPLICATION) {
            ExitCode.register();
        }
        return settings.limit() == null ? new Group(name, policy) : new Group(name, policy, settings.limit());
    }

    @Override
    public void onFailure(Group group, ActiveTask task, Throwable failure) {
        try {
            reporter.report(group, task, failure);
        } finally {
            try {
                context.publishEvent(new GroupTaskFailedEvent(task, failure));
            } finally {
                if (!(failure instanceof LostMembershipException)) { // a defect of whoever runs it, not of the task
                    apply(group, task);
                }
            }
        }
    }

    private void apply(Group group, ActiveTask task) {
        switch (settings.onFailure()) {
            case LOG -> {}
            case STOP_GROUP -> {
                if (group.state() == Group.State.RUNNING) {
                    logger.error(
                            "Stopping group '" + task.group() + "', because its task '" + task.name() + "' has failed");
                    group.beginStop(); // until the application closes
                }
            }
            case CLOSE_APPLICATION -> {
                if (group.state() != Group.State.RUNNING && !isClosing()) {
                    return; // the group alone was stopped
                }
                ExitCode.failed();
                if (closing.compareAndSet(false, true)) {
                    if (!isClosing()) {
                        logger.error("Closing the application, because task '" + task.name() + "' of group '"
                                + task.group() + "' has failed");
                    }
                    // In a thread that is no task of the group: the shutdown waits for its tasks.
                    Thread closer = new Thread(() -> closeApplication(group), "close-after-failure");
                    closer.setDaemon(false); // otherwise inherited from the thread of the task
                    closer.start();
                }
            }
        }
    }

    private void closeApplication(Group group) {
        if (isClosing()) {
            ExitCode.exitOnceClosed(() -> isClosed(group));
        }
        int code = ExitCode.OF_FAILURE;
        try {
            code = SpringApplication.exit(context, () -> ExitCode.OF_FAILURE);
        } finally {
            System.exit(code);
        }
    }

    private boolean isClosed(Group group) {
        return !((ConfigurableApplicationContext) context).isActive() && group.state() != Group.State.STOPPING;
    }

    private boolean isClosing() {
        return context instanceof ConfigurableApplicationContext configurable && configurable.isClosed();
    }
}
