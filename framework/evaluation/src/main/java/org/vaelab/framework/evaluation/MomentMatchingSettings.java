// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The section {@code evaluation.momentMatching} of a config: the repair of importance weights whose
 * k-hat is unreliable, by moment matching.
 */
public record MomentMatchingSettings(
        @Setting(
                        value =
                                "S, the draws per example that find unreliable examples and to whose moments"
                                        + " the posterior is adapted, at least 21; they have no part in the"
                                        + " estimate",
                        defaultValue = "500")
                int draws,
        @Setting("most examples to repair, those with the largest k-hat first; absent: all")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer examples,
        @Setting(
                        value = "most transformations of the draws of an example, at least 1",
                        defaultValue = "30")
                int steps) {

    public MomentMatchingSettings {
        if (!ParetoTail.isDefined(draws)) {
            throw new SettingException(
                    "draws", "must be at least 21, for which k-hat is defined, is " + draws);
        }
        if (examples != null) {
            Counts.atLeastOne("examples", examples);
        }
        Counts.atLeastOne("steps", steps);
    }
}
