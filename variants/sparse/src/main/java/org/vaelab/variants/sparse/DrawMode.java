// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.SettingException;

/** How values are drawn in training. Evaluation always draws from the distribution itself. */
public enum DrawMode {
    /** A relaxation, whose gradient passes through the draw and is biased. */
    RELAXED,
    /** A value of the space without a gradient: for estimators that follow the score function. */
    DISCRETE;

    static final String KEY =
            "how values are drawn in training: relaxed, or discrete for the score function";

    /**
     * Returns the temperature of a relaxation, or 0 where draws are from the distribution itself.
     */
    double temperature(Schedule temperature, Phase phase) {
        return this == RELAXED && phase instanceof Phase.Training training
                ? temperature.at(training.clock().step())
                : 0;
    }

    static void requirePositive(Schedule temperature) {
        if (!(temperature.least() > 0)) {
            throw new SettingException(
                    "temperature", "must stay above 0, falls to " + temperature.least());
        }
    }
}
