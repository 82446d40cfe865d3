// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.jspecify.annotations.Nullable;

/**
 * The setting {@code constraint}: what must hold in the mean over the data, and how its multiplier is
 * found. Exactly one of the first two is set.
 *
 * @param kl the most nats that KL(q || p) may have
 * @param reconstruction the fewest nats that E_q[log p(x given z)] may have
 * @param rate how fast the logarithm of the multiplier moves, per nat and step; default 5e-4 for the
 *     KL, 5e-5 for the reconstruction, which misses its aim by many more nats when training begins
 * @param decay of the moving average of the violation, default 0.9
 * @param start the multiplier at step 0, default 1
 * @param least what it stays above, default 1e-4
 * @param most what it stays below, default 1e4
 */
public record Constraint(
        @Nullable Double kl,
        @Nullable Double reconstruction,
        Double rate,
        Double decay,
        Double start,
        Double least,
        Double most) {

    /** Fills in defaults, and checks the values. */
    public Constraint(
            @Nullable Double kl,
            @Nullable Double reconstruction,
            @Nullable Double rate,
            @Nullable Double decay,
            @Nullable Double start,
            @Nullable Double least,
            @Nullable Double most) {
        this.kl = kl;
        this.reconstruction = reconstruction;
        this.rate = positive("rate", rate == null ? (kl == null ? 5e-5 : 5e-4) : rate);
        this.decay = decay == null ? 0.9 : decay;
        this.start = positive("start", start == null ? 1 : start);
        this.least = positive("least", least == null ? 1e-4 : least);
        this.most = positive("most", most == null ? 1e4 : most);
        requireOne();
        if (!(this.decay >= 0 && this.decay < 1)) {
            throw new IllegalArgumentException("decay must be in [0, 1), is " + decay);
        }
        if (!(this.least <= this.start && this.start <= this.most)) {
            throw new IllegalArgumentException(
                    "start must be from least to most, "
                            + this.least
                            + " to "
                            + this.most
                            + ", is "
                            + this.start);
        }
    }

    private void requireOne() {
        if (kl != null && reconstruction != null) {
            throw new IllegalArgumentException(
                    "kl and reconstruction exclude one another: what is not held is optimised");
        }
        if (kl == null && reconstruction == null) {
            throw new IllegalArgumentException(
                    "a constraint needs kl, the most nats of the KL, or reconstruction, the fewest"
                            + " of the reconstruction");
        }
        if (kl != null) {
            positive("kl", kl);
        }
        if (reconstruction != null && !Double.isFinite(reconstruction)) {
            throw new IllegalArgumentException(
                    "reconstruction must be finite, is " + reconstruction);
        }
    }

    private static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and above 0, is " + value);
        }
        return value;
    }
}
