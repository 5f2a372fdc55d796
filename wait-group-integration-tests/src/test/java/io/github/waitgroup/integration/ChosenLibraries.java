package io.github.waitgroup.integration;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** A filter of auto-configurations, which leaves out those of the libraries that the application has not chosen. */
public final class ChosenLibraries implements AutoConfigurationImportFilter, EnvironmentAware {

    private final Set<Library> leftOut = EnumSet.allOf(Library.class);

    @Override
    public void setEnvironment(Environment environment) {
        Library[] chosen = environment.getProperty(Library.PROPERTY, Library[].class, new Library[0]);
        Arrays.asList(chosen).forEach(leftOut::remove);
    }

    @Override
    public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = autoConfigurations[i] != null && isChosen(autoConfigurations[i]);
        }
        return matches;
    }

    private boolean isChosen(String autoConfiguration) {
        return leftOut.stream().noneMatch(library -> library.has(autoConfiguration));
    }
}
