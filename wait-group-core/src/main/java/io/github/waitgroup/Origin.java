package io.github.waitgroup;

/** What a task keeps of the guest that started it: no more than its name and its end, so that the rest is let go of. */
final class Origin {

    private final String group;
    private final long id;

    private volatile String name;
    private volatile boolean ended;

    Origin(String group, long id, String name) {
        this.group = group;
        this.id = id;
        this.name = name;
    }

    void rename(String latest) {
        name = latest;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    TaskOrigin view() {
        return new TaskOrigin(group, id, name, ended);
    }
}
