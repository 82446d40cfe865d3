// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.DoubleBinaryOperator;
import org.vaelab.framework.data.Examples;

/**
 * The ratio of two means over N examples, {@code r = sum_i l_i / sum_i n_i}, such as nats per token of
 * texts of different lengths:
 *
 * <pre>
 *   standard error of r = sqrt( 1/(N (N-1)) sum_i (l_i - r n_i)^2 ) / mean n
 * </pre>
 *
 * <p>That is the delta method; NaN for one example. For equal n_i it is the standard error of a mean.
 */
public record RatioOfMeans(double value, double standardError) {

    /**
     * Returns the ratio of a number of each example to its number of observed values.
     *
     * @param numerator from log p(x) and the number of observed values
     */
    static RatioOfMeans perValue(
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
        double all = 0;
        double below = 0;
        for (int i = 0; i < numerators.length; i++) {
            all += numerators[i];
            below += denominators[i];
        }
        double ratio = all / below;
        double squares = 0;
        for (int i = 0; i < numerators.length; i++) {
            double residual = numerators[i] - ratio * denominators[i];
            squares += residual * residual;
        }
        double n = numerators.length;
        double error = n > 1 ? Math.sqrt(squares / (n * (n - 1))) / (below / n) : Double.NaN;
        return new RatioOfMeans(ratio, error);
    }
}
