// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** The section {@code evaluation.ais} of a config: annealed importance sampling of log p(x). */
public record AnnealingSettings(
        @Setting(
                        value = "T, the steps from the start to the posterior, at least 1",
                        defaultValue = "1000")
                int temperatures,
        @Setting(value = "K, the chains of each example, at least 1", defaultValue = "16")
                int chains,
        @Setting(value = "leapfrog steps of each transition, at least 1", defaultValue = "10")
                int leapfrogSteps,
        @Setting(
                        value =
                                "mean acceptance probability to which a preliminary run adapts the step"
                                        + " sizes, between 0 and 1",
                        defaultValue = "0.65")
                double acceptance,
        @Setting(value = "where chains begin", defaultValue = "prior") Start start,
        @Setting(value = "number of test examples, at least 1", defaultValue = "100") int examples,
        @Setting(
                        value =
                                "number of examples simulated from the model, for which there is an upper"
                                        + " bound too; at most the number of test examples; 0: none",
                        defaultValue = "100")
                int simulated) {

    /** The start of the chains. */
    public enum Start {
        /** p(z given c). */
        PRIOR,
        /** q(z given x, c). */
        POSTERIOR
    }

    public AnnealingSettings {
        Counts.atLeastOne("temperatures", temperatures);
        Counts.atLeastOne("chains", chains);
        Counts.atLeastOne("leapfrogSteps", leapfrogSteps);
        if (!(acceptance > 0 && acceptance < 1)) {
            throw new SettingException(
                    "acceptance", "must lie strictly between 0 and 1, is " + acceptance);
        }
        Counts.atLeastOne("examples", examples);
        if (simulated < 0) {
            throw new SettingException("simulated", "must be at least 0, is " + simulated);
        }
    }

    /** Returns T of the preliminary run: a tenth, but at least 100 unless T is smaller. */
    public int preliminaryTemperatures() {
        return Math.min(temperatures, Math.max(100, temperatures / 10));
    }
}
