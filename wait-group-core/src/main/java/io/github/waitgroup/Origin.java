package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/**
 * What a task is known by to others who may outlive it: to the tasks that it starts, and to threads that carry it. It
 * holds no more than a name, the groups and the end, so that the rest is let go of.
 */
final class Origin {

    private final String group;
    private final long id;

    private volatile String name;

    /** Only ever goes from true to false. */
    private volatile boolean stray = true;

    private volatile boolean ended;

    /** The groups that the group of the task drains with. */
    private volatile @Nullable GroupSet groupSet;

    Origin(Member member) {
        this.group = member.epoch().group().name();
        this.id = member.id;
        this.name = member.name();
    }

    /** Takes over what may have changed in the task before it showed this to others. */
    void takeOver(Member member) {
        rename(member);
        groupSet = member.groupSet();
        Lineage lineage = member.lineage();
        if (lineage == Lineage.NONE) {
            ended = true;
        } else if (lineage == Lineage.KIN) {
            stray = false;
        }
    }

    /** Takes over the name of the task, the latest also if several threads rename it. */
    void rename(Member member) {
        String latest = member.name();
        while (!name.equals(latest)) {
            name = latest;
            latest = member.name();
        }
    }

    /** The task is a stray no more. */
    void becomesKin() {
        stray = false;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** How whatever the task starts in this set is related to what was in flight when a stop began. */
    Lineage lineageIn(GroupSet set) {
        return ended || groupSet != set ? Lineage.NONE : stray ? Lineage.STRAY : Lineage.KIN;
    }

    TaskOrigin view() {
        return new TaskOrigin(group, id, name, ended);
    }

    @Override
    public String toString() {
        return group + "/" + name;
    }
}
