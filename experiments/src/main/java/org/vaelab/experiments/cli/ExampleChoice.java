// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose examples, and where what is made of them goes. */
final class ExampleChoice {

    /** The parts of a data set. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST
    }

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Which examples: train, validation or test; default test.")
    Split split = Split.TEST;

    @Option(
            names = "--first",
            paramLabel = "N",
            description = "Only the first N examples; default all, of reconstruct 60.")
    @Nullable Integer first;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The file to write: CSV, default standard output; of reconstruct also an image,"
                            + " by default reconstructions.png.")
    @Nullable Path out;
}
