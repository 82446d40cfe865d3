// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say from which examples something is made, and where it goes. */
class SplitChoice {

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
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The file to write, as CSV; - is standard output, the default. Commands that make"
                            + " images also write .png, by default reconstructions.png, traversals.png,"
                            + " interpolations.png, imputations.png.")
    @Nullable Path out;

    /** Returns the file to write, or another if none is named. */
    Path outOr(String name) {
        return out == null ? Path.of(name) : out;
    }
}
