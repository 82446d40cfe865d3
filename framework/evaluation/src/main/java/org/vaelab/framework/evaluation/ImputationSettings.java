// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;

/**
 * The section {@code evaluation.imputation} of a config: what the imputation metrics hide and
 * predict.
 */
public record ImputationSettings(
        @Setting(
                        value = "share of the observed values of test examples that is hidden",
                        defaultValue = "0.3")
                double hidden,
        @Setting(value = "importance-weighted draws per example", defaultValue = "50") int draws,
        @Setting(value = "number of nearest neighbours to compare with", defaultValue = "5")
                int neighbours,
        @Setting(value = "number of test examples, at least 1", defaultValue = "1000")
                int examples) {

    public ImputationSettings {
        if (!(hidden > 0 && hidden < 1)) {
            throw new SettingException("hidden", "must be between 0 and 1, is " + hidden);
        }
        Counts.atLeastOne("draws", draws);
        Counts.atLeastOne("neighbours", neighbours);
        Counts.atLeastOne("examples", examples);
    }

    public static ImputationSettings defaults() {
        return StrictMapper.defaults(ImputationSettings.class);
    }
}
