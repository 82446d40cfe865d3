// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose examples, and where what is made of them goes. */
class ExampleChoice extends SplitChoice {

    @Option(
            names = "--first",
            paramLabel = "N",
            description =
                    "Only the first N examples; default all, of reconstruct 60, of impute 20, of traverse"
                            + " 1.")
    @Nullable Integer first;
}
