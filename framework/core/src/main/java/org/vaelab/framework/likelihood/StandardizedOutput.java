// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) of data x by the density of their standardised values y:
 *
 * <pre>
 *   log p(x given z) = log p(y given z) - sum_d log s_d
 * </pre>
 *
 * <p>A model computes with y, so the values, draws and means here are y. Only densities are those of x:
 * they compare with densities of data that were not standardised.
 *
 * @param y the distribution of y
 * @param logDeviation log s_d
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares distributions.
public record StandardizedOutput(OutputDistribution y, double[] logDeviation)
        implements OutputDistribution {

    @Override
    public Tensor logProbability(Tensor values) {
        return y.logProbability(values).sub(Arrays.stream(logDeviation).sum());
    }

    @Override
    public Optional<Tensor> byValue(Tensor values) {
        return y.byValue(values)
                .map(of -> of.sub(of.runtime().vector(logDeviation).cast(of.dtype())));
    }

    @Override
    public Optional<Tensor> mean() {
        return y.mean();
    }

    @Override
    public Tensor sample(RandomKey key) {
        return y.sample(key);
    }

    @Override
    public Map<String, Tensor> numbers() {
        return y.numbers();
    }

    @Override
    public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
        return y.numbersOf(offset, scale);
    }

    @Override
    public String howToDraw() {
        return y.howToDraw();
    }
}
