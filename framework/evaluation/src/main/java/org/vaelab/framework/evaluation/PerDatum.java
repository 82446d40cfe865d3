// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.OptionalDouble;

/**
 * One number for each datum, in the order of the test examples.
 *
 * @param elbo the evidence lower bound, nats
 * @param estimated the indices of the examples of which log p(x) was estimated, ascending; empty
 *     where it was not
 * @param logLikelihood the importance-weighted estimate of log p(x), nats, as long as {@code
 *     estimated}
 * @param paretoK {@link ImportanceWeights#paretoK}, as long as {@code estimated}
 * @param tailFitted {@link ImportanceWeights#isTailFitted}, as long as {@code estimated}; where it is
 *     false, {@code paretoK} says nothing
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2}, as long as {@code estimated}
 * @param standardError of {@code logLikelihood} by its draws, {@link ImportanceWeights#standardError},
 *     nats, as long as {@code estimated}
 * @param samples K, as long as {@code estimated}
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record PerDatum(
        double[] elbo,
        int[] estimated,
        double[] logLikelihood,
        double[] paretoK,
        boolean[] tailFitted,
        double[] effectiveSampleSize,
        double[] standardError,
        int[] samples) {

    /** Room for the estimates of some examples. */
    static PerDatum of(double[] elbo, int[] estimated) {
        int n = estimated.length;
        return new PerDatum(
                elbo,
                estimated,
                new double[n],
                new double[n],
                new boolean[n],
                new double[n],
                new double[n],
                new int[n]);
    }

    /** Returns a copy whose estimates can be set alone. */
    PerDatum copy() {
        return new PerDatum(
                elbo,
                estimated,
                logLikelihood.clone(),
                paretoK.clone(),
                tailFitted.clone(),
                effectiveSampleSize.clone(),
                standardError.clone(),
                samples.clone());
    }

    /** Sets log p(x) of the i-th estimated example from its weights. */
    void estimate(int i, ImportanceWeights weights, int draws) {
        logLikelihood[i] = weights.logMean();
        paretoK[i] = weights.paretoK();
        tailFitted[i] = weights.isTailFitted();
        effectiveSampleSize[i] = weights.effectiveSampleSize();
        standardError[i] = weights.standardError();
        samples[i] = draws;
    }

    /**
     * Sets log p(x) of the i-th example from one draw of its exact posterior, because all weights
     * are equal. It has no tail and no effective sample size.
     */
    void exact(ImportanceWeights weights, int i) {
        logLikelihood[i] = weights.logMean();
        paretoK[i] = Double.NaN;
        effectiveSampleSize[i] = Double.NaN;
        samples[i] = 1;
    }

    /** Returns k-hat of the i-th estimated example; empty if no tail was fitted. */
    public OptionalDouble fittedParetoK(int i) {
        return tailFitted[i] ? OptionalDouble.of(paretoK[i]) : OptionalDouble.empty();
    }
}
