// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) of data x by the density of their standardised values y:
 *
 * <pre>
 *   log p(x given z) = log p(y given z) - sum_d log s_d
 * </pre>
 *
 * <p>A model computes with y, so the values, draws and means here are y. Only densities are those
 * of x: they compare with densities of data that were not standardised. The sum is over observed
 * values.
 *
 * @param y the distribution of y, which leaves out missing values if there are any
 * @param logDeviation log s_d
 * @param hasMissing whether values may be missing
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares distributions.
@Internal
public record StandardizedOutput(OutputDistribution y, double[] logDeviation, boolean hasMissing)
        implements WrappedOutput {

    /**
     * Returns log p(x) of log p(y).
     *
     * @param logDensity log p(y), [..., B]
     * @param values y, [B, D]
     */
    public static Tensor ofData(
            Tensor logDensity, Tensor values, double[] logDeviation, boolean hasMissing) {
        if (!hasMissing) {
            return logDensity.sub(Arrays.stream(logDeviation).sum());
        }
        Tensor each = logDeviation(values, logDeviation);
        return logDensity.sub(each.mul(values.eq(values)).sum(-1).cast(logDensity.dtype()));
    }

    private static Tensor logDeviation(Tensor like, double[] logDeviation) {
        return like.runtime().vector(logDeviation).cast(like.dtype());
    }

    @Override
    public Tensor logProbability(Tensor values) {
        return ofData(y.logProbability(values), values, logDeviation, hasMissing);
    }

    @Override
    public Optional<Tensor> byValue(Tensor values) {
        return y.byValue(values)
                .map(
                        of -> {
                            Tensor each = logDeviation(of, logDeviation);
                            return of.sub(
                                    hasMissing
                                            ? each.mul(values.eq(values).cast(of.dtype()))
                                            : each);
                        });
    }

    @Override
    public OutputDistribution givenPrevious(Tensor values) {
        return new StandardizedOutput(y.givenPrevious(values), logDeviation, hasMissing);
    }

    @Override
    public OutputDistribution wrapped() {
        return y;
    }
}
