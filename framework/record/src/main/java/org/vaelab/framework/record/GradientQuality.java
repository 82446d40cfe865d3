// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The noise of the gradients of one estimator, and their distance from those of another, in one
 * group of parameters. With g the gradient of the loss, minus the bound in nats per datum, over n
 * independent draws of the noise on one batch of examples; C is the covariance of one g.
 *
 * @param estimator whose gradients they are
 * @param group of parameters
 * @param draws n
 * @param norm the length of E[g], whose square {@code |mean|^2 - tr C / n} is unbiased, or 0 where
 *     that is negative
 * @param variance tr C, the sum over parameters of the variance of one gradient
 * @param snr {@code norm / sqrt(tr C)}: of one parameter that is |E g| / sd g, equation 4 of
 *     Rainforth et al. (2018); NaN without variance
 * @param parameterSnr the same of each parameter alone, the mean over those that vary at all; NaN
 *     if none does. As a square below 0 counts as 0, pure noise gives about {@code 0.34 / sqrt(n)}
 * @param bias against the reference; null where there is none
 */
public record GradientQuality(
        Estimator estimator,
        Group group,
        long draws,
        double norm,
        double variance,
        double snr,
        double parameterSnr,
        @Nullable Bias bias) {

    /**
     * An estimator of gradients.
     *
     * @param name its name in the config
     * @param samples K, the draws per datum behind one gradient; null where it has no such setting
     */
    public record Estimator(@JsonProperty("estimator") String name, @Nullable Integer samples) {}

    /**
     * A group of parameters.
     *
     * @param name the first part of their names; {@link #ALL} for all of them together
     * @param size the number of scalars
     */
    public record Group(@JsonProperty("group") String name, @JsonProperty("parameters") long size) {

        public static final String ALL = "all";
    }

    /**
     * The difference {@code b = E[g] - E[r]} from the mean gradient r of a reference. The draws are
     * split into two halves with differences of means d_1 and d_2, and
     *
     * <pre>
     *   E[ d_1 . d_2 ] = |b|^2
     * </pre>
     *
     * for any noise. Given d_1, this is a difference of two means of independent numbers: {@code g
     * . d_1} of each draw of the second half, and {@code r . d_1} of blocks of draws. Their
     * variances give the standard error. If b = 0, {@link #t} has nearly Student's distribution
     * (Welch 1947). If b is not 0, the error omits the variance of d_1, and is too small by a
     * factor of at most sqrt(2).
     *
     * @param reference the name of the reference in the config
     * @param draws of it
     * @param referenceNorm |E[r]|, whose square is estimated by the product of its halves; 0 where
     *     that is negative
     * @param squared the estimate of |b|^2; it may be negative
     * @param standardError of it, given d_1; 0 where nothing varies
     * @param degreesOfFreedom of t; NaN where nothing varies
     */
    public record Bias(
            String reference,
            @JsonProperty("referenceDraws") long draws,
            double referenceNorm,
            @JsonProperty("squaredBias") double squared,
            @JsonProperty("squaredBiasStandardError") double standardError,
            @JsonProperty("biasDegreesOfFreedom") double degreesOfFreedom) {

        /** Returns {@code squared / standardError}; NaN where nothing varies. */
        public double t() {
            return standardError == 0 ? Double.NaN : squared / standardError;
        }
    }
}
