// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how many samples are drawn, and where they go. */
final class SampleChoice {

    @Option(names = "--count", paramLabel = "N", description = "How many samples; default 64.")
    int count = 64;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of the draws; default 0.")
    long seed;

    @Option(
            names = "--condition",
            paramLabel = "VALUE",
            description =
                    "What a conditional model is given: a label, 7 or column=value; a .csv file with"
                            + " a row for each condition; or test, the test examples in turn. May"
                            + " stand several times. By default each label in turn.")
    List<String> condition = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The file to write, .png or .csv, or - for standard output; default samples.png.")
    @Nullable Path out;
}
