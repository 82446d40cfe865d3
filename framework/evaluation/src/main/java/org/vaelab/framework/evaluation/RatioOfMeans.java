// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The ratio of two means over N examples, {@code r = sum_i l_i / sum_i n_i}, such as nats per token
 * of texts of different lengths:
 *
 * <pre>
 *   standard error of r = sqrt( 1/(N (N-1)) sum_i (l_i - r n_i)^2 ) / mean n
 * </pre>
 *
 * <p>That is the delta method; NaN for one example. For equal n_i it is the standard error of a
 * mean. Examples without a part, with n_i = 0, do not count in N.
 */
public record RatioOfMeans(double value, double standardError) {

    /**
     * Returns the ratio of a number of each example to its number of observed values.
     *
     * @param numerator from log p(x) and the number of observed values
     */
    public static RatioOfMeans perValue(
            PerExample logProbabilities, Examples examples, DoubleBinaryOperator numerator) {
        double[] numerators = new double[logProbabilities.values().length];
        double[] observed = new double[numerators.length];
        for (int i = 0; i < numerators.length; i++) {
            observed[i] = examples.observed(logProbabilities.rows()[i]);
            numerators[i] = numerator.applyAsDouble(logProbabilities.values()[i], observed[i]);
        }
        return of(numerators, observed);
    }

    /** Returns the ratio of the sums of two numbers of each example. */
    public static RatioOfMeans of(double[] numerators, double[] denominators) {
        return averageOf(List.of(numerators), List.of(denominators));
    }

    /**
     * Returns the mean of several ratios over the same examples, such as accuracies of several
     * outputs of each. An example adds the sum of its residuals to the standard error, because they
     * may depend on one another.
     *
     * @param numerators of each ratio, one for each example
     * @param denominators of each ratio; 0 for an example without a part in it
     */
    public static RatioOfMeans averageOf(List<double[]> numerators, List<double[]> denominators) {
        int n = numerators.get(0).length;
        double value = 0;
        double[] residuals = new double[n];
        for (int m = 0; m < numerators.size(); m++) {
            double[] above = numerators.get(m);
            double[] below = denominators.get(m);
            double total = Arrays.stream(below).sum();
            double ratio = Arrays.stream(above).sum() / total;
            value += ratio / numerators.size();
            double counted = Arrays.stream(below).filter(b -> b != 0).count();
            double scale =
                    counted > 1
                            ? Math.sqrt(counted / (counted - 1)) / total / numerators.size()
                            : Double.NaN;
            for (int i = 0; i < n; i++) {
                residuals[i] += scale * (above[i] - ratio * below[i]);
            }
        }
        double squares = Arrays.stream(residuals).map(r -> r * r).sum();
        return new RatioOfMeans(value, Math.sqrt(squares));
    }

    /** Returns the ratio with a unit and a kind, of some latent samples per datum. */
    public Estimate in(String unit, EstimateKind kind, long samples) {
        return new Estimate(value, standardError, unit, kind, samples);
    }

    /**
     * Returns the ratio with a unit and a kind, of as many samples as what it was computed from.
     */
    public Estimate in(String unit, EstimateKind kind, Estimate from) {
        return new Estimate(value, standardError, unit, kind, from.samples(), from.samplesFor());
    }

    /** Returns the exponential. Its standard error is that of the ratio times the exponential. */
    public RatioOfMeans exponential() {
        return new RatioOfMeans(Math.exp(value), Math.exp(value) * standardError);
    }

    /** Returns the root. Its standard error is that of the ratio, divided by twice the root. */
    public RatioOfMeans root() {
        double root = Math.sqrt(value);
        return new RatioOfMeans(root, root == 0 ? standardError : standardError / (2 * root));
    }
}
