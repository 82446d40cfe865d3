// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a finished run, what it scores, and by what. */
final class ScoreChoice extends RunChoice {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "The data source, as 'vaelab list data' names it; default that of the run. Short"
                            + " for --set data.source=DATA.")
    @Nullable String data;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description =
                    "Estimate log p(x) of each example by K importance samples; default: not at all.")
    @Nullable Integer samples;

    /** Returns what is replaced of the run's config, the data source first. */
    @Override
    List<String> settings() {
        List<String> all = new ArrayList<>();
        if (data != null) {
            all.add("data.source=" + data);
        }
        all.addAll(super.settings());
        return all;
    }

    /**
     * Returns K, if it is given.
     *
     * @throws UsageException if it is below 1
     */
    OptionalInt draws() {
        if (samples == null) {
            return OptionalInt.empty();
        }
        if (samples < 1) {
            throw new UsageException("--samples must be at least 1, is " + samples);
        }
        return OptionalInt.of(samples);
    }
}
