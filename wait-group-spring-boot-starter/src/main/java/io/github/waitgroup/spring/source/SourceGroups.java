package io.github.waitgroup.spring.source;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import org.springframework.beans.factory.ObjectProvider;

/** The groups of the sources that the starter has. Public for the packages of the starter only. */
public final class SourceGroups {

    private SourceGroups() {}

    /**
     * Creates the group of a source.
     *
     * @param name the name of the group
     * @param handler the handler of failures, which is looked up when the first task fails
     * @return a new group
     */
    public static Group create(String name, ObjectProvider<FailureHandler> handler) {
        return new Group(name, (group, task, failure) -> handler.getObject().onFailure(group, task, failure));
    }
}
