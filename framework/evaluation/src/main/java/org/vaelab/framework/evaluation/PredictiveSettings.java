// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;

/**
 * The section {@code evaluation.predictive} of a config: the metrics that compare samples of the
 * model with data.
 */
public record PredictiveSettings(
        @Setting(
                        value = "number of samples of the model, and at most as many test examples",
                        defaultValue = "1000")
                int examples,
        @Setting("number of training examples in which the nearest is sought; absent: all")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer training,
        @Setting(value = "level of the band in figures, between 0 and 1", defaultValue = "0.05")
                double level) {

    static final PredictiveSettings DEFAULTS = StrictMapper.defaults(PredictiveSettings.class);

    public PredictiveSettings {
        Counts.atLeastOne("examples", examples);
        if (training != null) {
            Counts.atLeastOne("training", training);
        }
        CalibrationSettings.requireLevel(level);
    }
}
