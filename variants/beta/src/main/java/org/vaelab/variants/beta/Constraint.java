// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The setting {@code constraint}: what must hold for the mean over the data, and how its multiplier
 * is found. Exactly one of the first two keys is set.
 */
public record Constraint(
        @Setting("the most nats that KL(q || p) may have") @Nullable Double kl,
        @Setting("the fewest nats that E[log p(x given z)] may have")
                @Nullable Double reconstruction,
        @Setting(
                        "how fast the logarithm of the multiplier moves, per nat and step; by default"
                                + " 5e-4 for kl, 5e-5 for reconstruction")
                @Nullable Double rate,
        @Setting(
                        value = "the decay of the moving average of the violation, in [0, 1)",
                        defaultValue = "0.9")
                double decay,
        @Setting(value = "the multiplier at step 0", defaultValue = "1") double start,
        @Setting(value = "the least multiplier", defaultValue = "1e-4") double least,
        @Setting(value = "the greatest multiplier", defaultValue = "1e4") double most) {

    /**
     * The default rate depends on the term, as a reconstruction misses its target by more nats at
     * first.
     */
    public Constraint {
        rate = rate == null ? Double.valueOf(kl == null ? 5e-5 : 5e-4) : rate;
        Counts.positive("rate", rate);
        Counts.positive("start", start);
        Counts.positive("least", least);
        Counts.positive("most", most);
        requireOne(kl, reconstruction);
        if (!(decay >= 0 && decay < 1)) {
            throw new SettingException("decay", "must be in [0, 1), is " + decay);
        }
        if (!(least <= start && start <= most)) {
            throw new SettingException(
                    "start",
                    "must be from least to most, " + least + " to " + most + ", is " + start);
        }
    }

    private static void requireOne(@Nullable Double kl, @Nullable Double reconstruction) {
        if (kl != null && reconstruction != null) {
            throw SettingException.together(
                    "kl",
                    "kl and reconstruction exclude one another: what is not held is optimised");
        }
        if (kl == null && reconstruction == null) {
            throw new IllegalArgumentException(
                    "a constraint needs kl, the most nats of the KL, or reconstruction, the fewest"
                            + " of the reconstruction");
        }
        if (kl != null) {
            Counts.positive("kl", kl);
        }
        if (reconstruction != null && !Double.isFinite(reconstruction)) {
            throw new SettingException("reconstruction", "must be finite, is " + reconstruction);
        }
    }
}
