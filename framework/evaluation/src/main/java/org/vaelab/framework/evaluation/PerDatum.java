// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * One number for each datum, in the order of the test examples.
 *
 * @param elbo the evidence lower bound, nats
 * @param estimated the indices of the examples of which log p(x) was estimated, ascending; empty
 *     where it was not
 * @param logLikelihood the importance-weighted estimate of log p(x), nats, as long as {@code
 *     estimated}
 * @param paretoK {@link ImportanceWeights#paretoK}, as long as {@code estimated}
 * @param tailFitted {@link ImportanceWeights#isTailFitted}, as long as {@code estimated}; where it
 *     is false, {@code paretoK} says nothing
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2}, as long as {@code estimated}
 * @param standardError of {@code logLikelihood} by its draws, {@link
 *     ImportanceWeights#standardError}, nats, as long as {@code estimated}
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
    public static PerDatum of(double[] elbo, int[] estimated) {
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

    /**
     * Returns the estimates of log p(x) by the names of their columns. An example has no {@code
     * paretoK} if no tail could be fitted to its weights.
     */
    public Map<String, PerExample> estimates() {
        int[] fitted = IntStream.range(0, samples.length).filter(i -> tailFitted[i]).toArray();
        Map<String, PerExample> columns = new LinkedHashMap<>();
        columns.put("logLikelihood", new PerExample(estimated, logLikelihood));
        columns.put(
                "paretoK",
                new PerExample(
                        Arrays.stream(fitted).map(i -> estimated[i]).toArray(),
                        Arrays.stream(fitted).mapToDouble(i -> paretoK[i]).toArray()));
        columns.put("effectiveSampleSize", new PerExample(estimated, effectiveSampleSize));
        columns.put("standardError", new PerExample(estimated, standardError));
        return columns;
    }

    /** Returns a copy whose estimates can be set alone. */
    public PerDatum copy() {
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
    public void estimate(int i, ImportanceWeights weights, int draws) {
        logLikelihood[i] = weights.logMean();
        paretoK[i] = weights.paretoK();
        tailFitted[i] = weights.isTailFitted();
        effectiveSampleSize[i] = weights.effectiveSampleSize();
        standardError[i] = weights.standardError();
        samples[i] = draws;
    }

    /**
     * Returns 1 for each estimated example whose weights have no tail to fit, and 0 for the others.
     */
    public double[] withoutTail() {
        return IntStream.range(0, samples.length).mapToDouble(i -> tailFitted[i] ? 0 : 1).toArray();
    }

    /**
     * Returns 1 for each estimated example with too heavy a tail, or a k-hat that is NaN, and 0 for
     * the others.
     */
    public double[] heavyTail() {
        return IntStream.range(0, samples.length)
                .mapToDouble(i -> tailFitted[i] && isUnreliable(i) ? 1 : 0)
                .toArray();
    }

    /**
     * Returns whether k-hat of the i-th estimated example is too large for its number of draws, or
     * NaN.
     */
    public boolean isUnreliable(int i) {
        return ImportanceWeights.isUnreliable(paretoK[i], samples[i], standardError[i]);
    }

    /**
     * Sets log p(x) of the i-th example from one draw of its exact posterior, because all weights
     * are equal. It has no tail and no effective sample size.
     */
    public void exact(ImportanceWeights weights, int i) {
        logLikelihood[i] = weights.logMean();
        paretoK[i] = Double.NaN;
        effectiveSampleSize[i] = Double.NaN;
        samples[i] = 1;
    }

    /**
     * Returns a caveat if the mean ELBO is above the mean estimate of log p(x) of the same examples
     * by more than chance ({@link Estimate#isClearlyPositive}). In expectation it is not (Burda et
     * al. 2016, theorem 1). So the KL in closed form, a density or a draw is wrong, or importance
     * weights have a heavy tail.
     */
    public Optional<String> boundAboveEstimate() {
        int n = estimated.length;
        if (n < 2) {
            return Optional.empty();
        }
        double[] above = new double[n];
        Arrays.setAll(above, i -> elbo[estimated[i]] - logLikelihood[i]);
        Estimate mean = Estimate.ofMean(above, "nats", EstimateKind.UNBIASED_ESTIMATE, 0);
        double size = Arrays.stream(logLikelihood).map(Math::abs).average().orElseThrow();
        return mean.isClearlyPositive(size)
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "on the same %d examples the ELBO is %.2g nats above the estimate of log"
                                        + " p(x), with a standard error of %.2g; in expectation it is"
                                        + " not: a closed-form KL, a density or a sampler is wrong, or"
                                        + " the weights have a heavy tail",
                                n,
                                mean.value(),
                                mean.standardError()))
                : Optional.empty();
    }

    /** Returns k-hat of the i-th estimated example; empty if no tail was fitted. */
    public OptionalDouble fittedParetoK(int i) {
        return tailFitted[i] ? OptionalDouble.of(paretoK[i]) : OptionalDouble.empty();
    }
}
