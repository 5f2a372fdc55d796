package io.github.waitgroup;

/** A task under a generated name, which is made when somebody asks for it. */
final class UnnamedMember extends Member {

    private final long number;

    UnnamedMember(long number, ThrowingRunnable<?> body, Epoch epoch, TaskThreads.Factory threads, String threadName) {
        super("", body, epoch, threads, threadName);
        this.number = number;
    }

    static String name(long number) {
        return "task-" + number;
    }

    @Override
    String name() {
        return name(number);
    }
}
