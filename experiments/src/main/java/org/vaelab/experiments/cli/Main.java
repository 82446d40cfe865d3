// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./vaelab}. */
@Command(
        name = "vaelab",
        description = "A research framework for variational auto-encoders.",
        mixinStandardHelpOptions = true,
        version = "vaelab 0.1.0-SNAPSHOT")
public final class Main {

    private Main() {}

    /** Runs the command line and leaves the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
