// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a codebook is learned.
 *
 * @param learning by a moving average or by gradient
 * @param decay of the moving averages, in [0, 1)
 * @param deadCodeThreshold the share of even use below which a code is seeded anew, in [0, 1); 0: never
 */
record CodebookSettings(Learning learning, double decay, double deadCodeThreshold) {

    /** What moves the codes. */
    enum Learning {
        /** Each code is a moving average of the vectors that it stands for. */
        @JsonProperty("ema")
        EMA,
        /** A loss pulls each code towards the vectors that it stands for. */
        @JsonProperty("gradient")
        GRADIENT
    }

    /** Checks the numbers. */
    CodebookSettings {
        requireShare("decay", decay);
        requireShare("deadCodeThreshold", deadCodeThreshold);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and below 1, is " + value);
        }
    }
}
