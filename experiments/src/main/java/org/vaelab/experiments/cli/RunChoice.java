// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that name a finished run, and what is replaced of its config. */
class RunChoice extends FinishedRun {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Replace a value of the run's config, such as evaluation.samples=10; may be"
                            + " given several times.")
    private List<String> settings = new ArrayList<>();

    /** Returns what is replaced of the run's config. */
    List<String> settings() {
        return List.copyOf(settings);
    }
}
