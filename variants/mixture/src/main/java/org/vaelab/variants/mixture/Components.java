// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.likelihood.BaseMeasure;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The K distributions p(x given k) of a mixture, with point or distributed parameters. If values may be
 * missing, NaN, densities and statistics are those of observed values alone.
 */
interface Components extends Component {

    /**
     * Returns log p(x given k) of the evaluated model in nats, [B, K], in float64 or the precision
     * of the run.
     */
    Tensor logDensities(Tensor x);

    /**
     * Returns E log p(x given k) under the distribution of the parameters; for a point, log p(x
     * given k).
     */
    Tensor expectedLogDensities(Tensor x);

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

    /** Returns the term of the parameters in the objective, in nats for all data together. */
    double parameterBound();

    /**
     * Returns log p(x_d given k) of each value, [..., B, D]; empty if values depend on one another.
     *
     * @param rows unit vectors k, [..., B, K]
     * @param x [B, D], without missing values
     */
    default Optional<Tensor> byValue(Tensor rows, Tensor x) {
        return Optional.empty();
    }

    /** Returns E[x given k], [K, D], in the precision of the run. */
    Tensor means();

    /** Returns what best predicts x given k, [K, D]: means of numbers, most probable places of categories. */
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
    BaseMeasure measure(int values);

    /**
     * The mean over data of a sufficient statistic. It is in float64 whatever the run's precision,
     * because variances are differences of such means.
     *
     * @param parameter where it is kept
     */
    record RunningMean(Parameter parameter) {

        static RunningMean of(TensorRuntime runtime, String name, Shape shape) {
            try (TensorScope scope = runtime.scope()) {
                Tensor zeros = runtime.zeros(shape, DType.FLOAT64);
                return new RunningMean(Parameter.state("statistics." + name, zeros));
            }
        }

        /** Moves it towards the mean of a batch: {@code s <- (1 - rate) s + rate mean}. */
        void move(Tensor mean, double rate) {
            Tensor wide = mean.cast(DType.FLOAT64);
            parameter.assign(rate == 1 ? wide : value().mul(1 - rate).add(wide.mul(rate)));
        }

        Tensor value() {
            return parameter.value();
        }
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
            double[] mean = data.trainingMean();
            Examples examples = data.trainingSample(Math.min(EXAMPLES, data.trainingSize()), key);
            double[] variances = new double[mean.length];
            double[] observed = new double[mean.length];
            double[] row = new double[mean.length];
            for (int i = 0; i < examples.size(); i++) {
                examples.read(i, row, 0);
                for (int d = 0; d < row.length; d++) {
                    if (!Double.isNaN(row[d])) {
                        double deviation = row[d] - mean[d];
                        variances[d] += deviation * deviation / examples.size();
                        observed[d]++;
                    }
                }
            }
            // The factor is exactly 1 where no value is missing.
            Arrays.setAll(
                    variances, d -> variances[d] * (examples.size() / Math.max(1, observed[d])));
            return new TrainingValues(mean, variances);
        }
    }
}
