// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** The section {@code evaluation.gradients} of a config, without the estimators that it lists. */
@Internal
public record GradientSettings(
        @Setting(value = "n, the gradients of each estimator, at least 4", defaultValue = "200")
                int draws,
        @Setting(
                        value = "training examples in the batch of all gradients, at least 1",
                        defaultValue = "100")
                int examples,
        @Setting(
                        "the values of K, the draws per example, with which each estimator that has the"
                                + " key samples is measured; absent: its own")
                @Nullable List<Integer> samples,
        @Setting("estimator whose mean gradient defines the bias; absent: no bias")
                @Nullable Reference reference) {

    /**
     * The smallest number of draws: with fewer, a half has no two blocks, and no standard error.
     */
    static final int FEWEST_DRAWS = 4;

    /** The estimator whose mean gradient defines the bias. */
    public record Reference(
            @Setting("name of an estimator that is measured") String of,
            @Setting(
                            "gradients of it, independent of those that measure it, at least 4; absent:"
                                    + " as many as of the others")
                    @Nullable Integer draws) {
        public Reference {
            requireEnough(draws);
        }
    }

    public GradientSettings {
        requireEnough(draws);
        Counts.atLeastOne("examples", examples);
        if (samples != null) {
            samples = List.copyOf(samples);
            if (samples.isEmpty()) {
                throw new SettingException("samples", "is empty, expected at least one");
            }
            samples.forEach(k -> Counts.atLeastOne("samples", k));
            if (new LinkedHashSet<>(samples).size() < samples.size()) {
                throw new SettingException("samples", "holds a number twice: " + samples);
            }
        }
    }

    private static void requireEnough(@Nullable Integer draws) {
        if (draws != null && draws < FEWEST_DRAWS) {
            throw new SettingException(
                    "draws",
                    "must be at least " + FEWEST_DRAWS + ", two for each half, is " + draws);
        }
    }

    /** Returns m, the draws of the reference. */
    int referenceDraws() {
        return reference == null || reference.draws() == null ? draws : reference.draws();
    }
}
