// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Locale;
import java.util.stream.IntStream;

/** The shares of missing values in the training and the test examples. */
public record MissingShares(double training, double test) {

    static double of(Examples examples) {
        return 1
                - IntStream.range(0, examples.size()).mapToLong(examples::observed).sum()
                        / ((double) examples.width() * examples.size());
    }

    /** Returns the shares as a clause. */
    public String clause() {
        return String.format(
                Locale.ROOT,
                "%.1f %% of the training values and %.1f %% of the test values are missing",
                100 * training,
                100 * test);
    }
}
