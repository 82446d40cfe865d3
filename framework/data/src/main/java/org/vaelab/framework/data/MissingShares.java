// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.stream.IntStream;

/** The shares of missing values in the training and the test examples. */
public record MissingShares(double training, double test) {

    static double of(Examples examples) {
        return 1
                - IntStream.range(0, examples.size()).mapToLong(examples::observed).sum()
                        / ((double) examples.width() * examples.size());
    }
}
