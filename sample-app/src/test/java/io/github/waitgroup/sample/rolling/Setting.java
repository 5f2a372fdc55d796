package io.github.waitgroup.sample.rolling;

import java.util.Locale;

/** A row of the table. */
record Setting(Server server, Variant variant) {

    /** For file names. */
    @Override
    public String toString() {
        return (server + "-" + variant).toLowerCase(Locale.ROOT);
    }
}
