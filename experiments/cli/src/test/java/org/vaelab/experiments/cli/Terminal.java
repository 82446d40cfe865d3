// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.vaelab.framework.sources.DataLocations;

/** The program as a test calls it, with what the last call printed. */
final class Terminal {

    private final DataLocations locations;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** The data are where those of this machine are. */
    Terminal() {
        this(DataLocations.ofSystem());
    }

    Terminal(DataLocations locations) {
        this.locations = locations;
    }

    /** Calls the program, and returns its exit code. */
    int vaelab(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        Console console = Console.of(new PrintWriter(out), new PrintWriter(err));
        return Main.run(console, locations, arguments);
    }

    /** Calls {@code compare}, which must succeed. */
    void compare(Path config, Path folder) {
        assertThat(vaelab("compare", config.toString(), "--out", folder.toString()))
                .as("%s", this)
                .isZero();
    }

    /** Returns what the last call printed on standard output. */
    String out() {
        return out.toString();
    }

    /** Returns what the last call printed on standard error. */
    String err() {
        return err.toString();
    }

    /** Returns all that the last call printed, for the description of a failure. */
    @Override
    public String toString() {
        return out() + err();
    }
}
