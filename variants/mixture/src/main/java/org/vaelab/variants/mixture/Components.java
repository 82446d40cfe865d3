// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The K distributions p(x given k) of a mixture, with point or distributed parameters. If values
 * may be missing, NaN, densities and statistics are those of observed values alone.
 */
interface Components extends Component {

    /**
     * Returns log p(x given k) of the evaluated model in nats, [B, K], in float64 or the precision
     * of the run.
     */
    Tensor logDensities(Tensor x);

    /**
     * Returns E log p(x given k) under the distribution of the parameters; by default log p(x given
     * k), of a point.
     */
    default Tensor expectedLogDensities(Tensor x) {
        return logDensities(x);
    }

    /**
     * Moves the statistics towards those of a batch.
     *
     * @param responsibilities [B, K], in the dtype of the densities
     */
    void expect(Tensor x, Tensor responsibilities, double rate);

    /**
     * Sets the statistics to those of components with equal shares of the data, each around one
     * example.
     *
     * @param examples [K, D], in the precision of the run
     */
    void startAt(Tensor examples);

    /**
     * Sets the parameters to the optimum for the statistics. A component without data keeps its
     * parameters, unless they have a prior.
     *
     * @param share N_k / N, [K], float64
     */
    void maximize(Tensor share);

    /**
     * Returns the term of the parameters in the objective, in nats for all data together; by
     * default 0, of parameters without a prior.
     */
    default double parameterBound() {
        return 0;
    }

    /**
     * Returns log p(x_d given k) of each value, [..., B, D]; empty if values depend on one another.
     *
     * @param rows unit vectors k, [..., B, K]
     * @param x [B, D], without missing values
     */
    default Optional<Tensor> byValue(Tensor rows, Tensor x) {
        return Optional.empty();
    }

    /**
     * Returns the probabilities of the C places of a value that is a category, [K, C], in the
     * precision of the run; empty of other values.
     */
    default Optional<Tensor> placeProbabilities(int value) {
        return Optional.empty();
    }

    /** Returns E[x given k], [K, D], in the precision of the run. */
    Tensor means();

    /**
     * Returns what best predicts x given k, [K, D]: means of numbers, most probable places of
     * categories.
     */
    default Tensor predictions() {
        return means();
    }

    /**
     * Draws one x for each row.
     *
     * @param rows unit vectors, [n, K]
     * @return [n, D]
     */
    Tensor sample(Tensor rows, RandomKey key);

    /** Returns the base measure of p(x) of so many values. */
    DataMeasure measure(int values);

    /**
     * Returns the mean over a batch of what the components are responsible for, [K, F].
     *
     * @param responsibilities [B, K]
     * @param features of the data, [B, F]
     */
    static Tensor mean(Tensor responsibilities, Tensor features) {
        return responsibilities.transpose().mul(1.0 / features.shape().extent(0)).matmul(features);
    }

    /**
     * Returns what belongs to the components that rows pick, [..., D].
     *
     * @param rows unit vectors, [..., K]
     * @param numbers [K, D]
     */
    static Tensor picked(Tensor rows, Tensor numbers) {
        Shape each = rows.shape().with(-1, numbers.shape().extent(-1));
        return rows.reshape(-1, rows.shape().extent(-1)).matmul(numbers).reshape(each);
    }

    /**
     * Mean and variance of the values of training data.
     *
     * @param mean of each value
     * @param variances of each value about its mean
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
    record TrainingValues(double[] mean, double[] variances) {

        /** The number of examples that the variances are computed from. */
        private static final int EXAMPLES = 1000;

        /** Returns those of some values. */
        TrainingValues at(int... places) {
            return new TrainingValues(
                    Arrays.stream(places).mapToDouble(d -> mean[d]).toArray(),
                    Arrays.stream(places).mapToDouble(d -> variances[d]).toArray());
        }

        static TrainingValues of(DataSummary data, RandomKey key) {
            return new TrainingValues(data.trainingMean(), data.trainingVariances(EXAMPLES, key));
        }
    }
}
