// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * Skips the steps of exploding gradients: a step whose gradient norm exceeds {@code factor} times a
 * quantile of the norms before it changes nothing, neither parameters nor the state of optimiser,
 * codebooks and multipliers.
 *
 * <p>Child (2021, appendix) skips above a fixed threshold, which has to be found for each model.
 * Here the threshold follows the norms of the run. All finite norms count for it, those of skipped
 * steps too, and never more than {@code most} steps in a row are skipped. So training goes on if
 * the norms rise for good. Each phase of training starts anew. Under {@link Lag}, steps of both
 * halves and of the inference alone have thresholds of their own.
 *
 * <p>A norm that is not finite is an error, as without this setting. The norm is that before
 * clipping, and of the model's parameters without the estimator's own. It is read at every step, so
 * a device that works through a queue waits once a step.
 */
public record SkipGradients(
        @Setting(
                        value = "quantile of the norms before a step, above 0, at most 1",
                        defaultValue = "0.99")
                double quantile,
        @Setting(
                        value = "factor of the quantile above which a step is skipped, at least 1",
                        defaultValue = "2")
                double factor,
        @Setting(value = "number of latest norms that count, at least 1", defaultValue = "1000")
                int window,
        @Setting(
                        value =
                                "number of norms seen before a step can be skipped, from 1 to window",
                        defaultValue = "100")
                int after,
        @Setting(
                        value = "largest number of steps skipped in a row, at least 1",
                        defaultValue = "10")
                int most) {

    public SkipGradients {
        if (!(quantile > 0 && quantile <= 1)) {
            throw new SettingException("quantile", "must be above 0 and at most 1, is " + quantile);
        }
        if (!(factor >= 1 && Double.isFinite(factor))) {
            throw new SettingException("factor", "must be at least 1, is " + factor);
        }
        if (window < 1) {
            throw new SettingException("window", "must be at least 1, is " + window);
        }
        if (after < 1 || after > window) {
            throw new SettingException(
                    "after",
                    "must be from 1 to window, which is %s, is %s".formatted(window, after));
        }
        if (most < 1) {
            throw new SettingException("most", "must be at least 1, is " + most);
        }
    }
}
