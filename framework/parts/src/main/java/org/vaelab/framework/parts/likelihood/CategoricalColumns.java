// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Columns of K categories each, whose order means nothing: {@code log p(x given z) = sum_d log
 * softmax(l_d)_x(d)}.
 *
 * @param categories K
 * @param frequencies of the categories of each column in training data, [D, K]; the decoder starts
 *     from their logarithms
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares likelihoods.
record CategoricalColumns(int categories, double[] frequencies) implements Likelihood {

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COLUMNS);
    }

    @Override
    public DataMeasure measure(DataShape x) {
        return DataMeasure.of(DataMeasure.COUNTING, x.size());
    }

    /** {@inheritDoc} The logits of one column are adjacent. */
    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", Math.multiplyExact(x.size(), categories)));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        int columns = headOutput.shape().extent(-1) / categories;
        Tensor logits = headOutput.reshape(headOutput.shape().with(-1, columns).append(categories));
        return new Places(logits.logSoftmax(-1), "logits");
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, m -> Arrays.stream(frequencies).map(Math::log).toArray());
    }

    /**
     * Independent places of categories.
     *
     * @param logProbabilities [..., B, D, K]
     * @param name what they are called among the numbers of the distribution
     */
    record Places(Tensor logProbabilities, String name) implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            TensorRuntime runtime = x.runtime();
            double[] places = new double[categories()];
            Arrays.setAll(places, k -> k);
            Tensor chosen = x.expandDims(-1).eq(runtime.vector(places).cast(x.dtype()));
            return logProbabilities.mul(chosen).sum(-1);
        }

        @Override
        public Optional<Tensor> placeProbabilities(int value) {
            Shape each = logProbabilities.shape().range(0, -2).append(categories());
            return Optional.of(logProbabilities.slice(-2, value, value + 1).reshape(each).exp());
        }

        private int categories() {
            return logProbabilities.shape().extent(-1);
        }

        /** Returns the most probable places. */
        @Override
        public Optional<Tensor> prediction() {
            return Optional.of(logProbabilities.argMax(-1).cast(logProbabilities.dtype()));
        }

        @Override
        public Tensor sample(RandomKey key) {
            int[] places = key.categorical(logProbabilities.readDoubles(), categories());
            return logProbabilities
                    .runtime()
                    .indices(places, logProbabilities.shape().range(0, -1))
                    .cast(logProbabilities.dtype());
        }

        @Override
        public Map<String, Tensor> numbers() {
            return Map.of(name, logProbabilities);
        }

        @Override
        public String howToDraw() {
            return "places k with probabilities `exp(%s)` over the last axis".formatted(name);
        }
    }
}
