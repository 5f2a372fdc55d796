package io.github.waitgroup.spring.report;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ExitCode;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownKind;
import io.github.waitgroup.spring.shutdown.ShutdownSteps.Step;
import io.github.waitgroup.spring.shutdown.TaskStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * What a shutdown is in when its time is nearly over: a line with the step, then the stack of each thread that closes
 * an application, those of other threads that the JVM may wait for, and the active tasks. Its length is bounded.
 */
final class OverdueReport {

    private static final int MAX_TASKS = 100;
    private static final int MAX_BEANS = 10;
    private static final int MAX_NAME_LENGTH = 100;

    private static final String EXIT_CODE = ExitCode.class.getName();

    /** The packages whose threads wait for tasks, which are reported by themselves. */
    private static final Set<String> WAITING = Set.of(Group.class.getPackageName(), GroupDrains.class.getPackageName());

    private final List<Closing> closings;
    private final long now = System.nanoTime();
    private final Map<Closing, CloseStack> stacks = new LinkedHashMap<>();

    OverdueReport(List<Closing> closings) {
        this.closings = closings;
        for (Closing closing : closings) {
            if (closing.thread().isAlive()) {
                stacks.put(
                        closing, new CloseStack(Arrays.asList(closing.thread().getStackTrace())));
            }
        }
    }

    String text() {
        StringBuilder text = new StringBuilder("The shutdown lasts for ")
                .append(Durations.format(sinceBegin()))
                .append(", with ")
                .append(Durations.format(left()))
                .append(" left of the grace period: ")
                .append(steps());
        stacks.forEach((closing, stack) -> appendCloser(text, closing, stack));
        appendOtherThreads(text);
        closings.forEach(closing -> closing.application().groups().forEach(managed -> appendTasks(text, managed)));
        return text.toString();
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(closings.stream()
                .mapToLong(closing -> now - closing.began())
                .max()
                .orElse(0));
    }

    private Duration left() {
        return Durations.notNegative(Duration.ofNanos(closings.stream()
                .mapToLong(closing -> closing.killed() - now)
                .min()
                .orElse(0)));
    }

    private String steps() {
        List<Closing> open =
                closings.stream().filter(closing -> !closing.hasEnded()).toList();
        if (open.isEmpty()) {
            String past = closings.stream().allMatch(OverdueReport::isClose)
                    ? "the application has been closed"
                    : "the groups have drained, the application was not closed";
            return past + ", and the JVM waits for something else";
        }
        return open.stream()
                .map(closing -> (open.size() > 1
                                ? "application '" + closing.application().name() + "': "
                                : "")
                        + step(closing))
                .collect(Collectors.joining("; "));
    }

    private String step(Closing closing) {
        CloseStack stack = stacks.get(closing);
        if (stack == null) {
            return isClose(closing)
                    ? "the thread that closed the application has ended"
                    : "the thread that drained the groups has ended";
        }
        List<String> parts = new ArrayList<>();
        Optional<Step> step = closing.application().steps().current();
        step.map(Step::name).ifPresent(parts::add);
        step.map(current -> stillRunning(closing, current)).ifPresent(parts::add);
        String bean = stack.step(closing.application().singletons());
        if (bean != null) {
            parts.add(bean);
        }
        return parts.isEmpty() ? place(closing, stack) : String.join(", ", parts);
    }

    private static boolean isClose(Closing closing) {
        return closing.kind() == ShutdownKind.CLOSE;
    }

    private static @Nullable String stillRunning(Closing closing, Step step) {
        List<String> running =
                StillRunning.of(step.beans(), closing.application().singletons());
        if (running.isEmpty()) {
            return null;
        }
        String more = running.size() > MAX_BEANS ? " and " + (running.size() - MAX_BEANS) + " more" : "";
        return running.stream().limit(MAX_BEANS).collect(Collectors.joining(", ", "in which still run ", more));
    }

    private static String place(Closing closing, CloseStack stack) {
        String doing = stack.isClosing()
                ? "the application is being closed, at "
                : "the thread that closed the application is at ";
        return (isClose(closing) ? doing : "the thread that drains the groups is at ")
                + TaskStack.place(stack.frames()).orElse("its end");
    }

    private static void appendCloser(StringBuilder text, Closing closing, CloseStack stack) {
        text.append("\n  thread ").append(quoted(closing.thread().getName()));
        if (isClose(closing)) {
            text.append(closing.hasEnded() ? " has closed '" : " closes '");
        } else {
            text.append(closing.hasEnded() ? " has drained" : " drains").append(" the groups of '");
        }
        text.append(closing.application().name()).append('\'');
        FoldedStacks.appendStack(text, stack.frames());
    }

    /** Appends the threads that keep the JVM alive, or may be shutdown hooks; those that only idle come last. */
    private void appendOtherThreads(StringBuilder text) {
        FoldedStacks others = new FoldedStacks();
        Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> isOther(thread.getKey(), thread.getValue()))
                .sorted(Comparator.comparing(
                        thread -> Arrays.stream(thread.getValue()).allMatch(TaskStack::isOfJdk)))
                .forEach(thread -> others.add(quoted(thread.getKey().getName()), Arrays.asList(thread.getValue())));
        others.appendTo(text, "thread");
    }

    private boolean isOther(Thread thread, StackTraceElement[] stack) {
        return !thread.isDaemon()
                && !thread.getName().equals("DestroyJavaVM")
                && closings.stream().noneMatch(closing -> closing.thread() == thread)
                && Arrays.stream(stack).noneMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"))
                && !isOfTheStarter(stack);
    }

    /** Whether a thread is a drain or a shutdown hook of the starter, and not in code that it calls. */
    private static boolean isOfTheStarter(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> !TaskStack.isOfJdk(frame))
                .findFirst()
                .map(StackTraceElement::getClassName)
                .filter(type -> WAITING.contains(ClassUtils.getPackageName(type)) || type.equals(EXIT_CODE))
                .isPresent();
    }

    private static void appendTasks(StringBuilder text, ManagedGroup managed) {
        List<ActiveTask> active = managed.group().activeTasks();
        if (active.isEmpty()) {
            return;
        }
        text.append("\n  group '").append(managed.name()).append("' is ");
        text.append(managed.group().state()).append(", with ").append(Nouns.counted(active.size(), "active task"));
        FoldedStacks tasks = new FoldedStacks();
        active.stream()
                .limit(MAX_TASKS)
                .forEach(task -> tasks.add(quoted(task.name()) + " for " + Durations.format(task.age()), task));
        tasks.appendTo(text, "task");
        if (active.size() > MAX_TASKS) {
            text.append("\n  and ").append(active.size() - MAX_TASKS).append(" younger");
        }
    }

    private static String quoted(String name) {
        return "'" + name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)) + "'";
    }
}
