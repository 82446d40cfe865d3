// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;

/** The section {@code evaluation.calibration} of a config. */
public record CalibrationSettings(
        @Setting(
                        value = "number of examples that are drawn from the model, at least 1",
                        defaultValue = "1000")
                int examples,
        @Setting(
                        value =
                                "draws of q for each example, among which the true value is ranked, at"
                                        + " least 1",
                        defaultValue = "99")
                int draws,
        @Setting(
                        value =
                                "probability that a test fails for some unit although q is exact, between"
                                        + " 0 and 1; it is divided by the number of units",
                        defaultValue = "0.05")
                double level) {

    static final CalibrationSettings DEFAULTS = StrictMapper.defaults(CalibrationSettings.class);

    public CalibrationSettings {
        Counts.atLeastOne("examples", examples);
        Counts.atLeastOne("draws", draws);
        requireLevel(level);
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new SettingException("level", "must be between 0 and 1, is " + level);
        }
    }
}
