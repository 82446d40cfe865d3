// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent columns of categories, whose values are places 0, 1, ...
 *
 * <pre>
 *   theta_kdj = (c + sum_n r_nk [x_nd = j]) / (J_d c + sum_n r_nk [x_nd is observed])
 * </pre>
 *
 * <p>That maximises the posterior under Dirichlet priors with all parameters 1 + c. The categories
 * of all columns are in one axis of F features.
 */
final class Categories implements Components {

    private final TensorRuntime runtime;
    private final int[] widths;
    private final double pseudoCount;
    private final double trainingSize;
    private final RunningMean counts;
    private final Parameter logProbabilities;

    /**
     * Creates equal probabilities.
     *
     * @param widths the number of categories of each column
     * @param pseudoCount c, above 0
     */
    Categories(
            TensorRuntime runtime, int size, int[] widths, double pseudoCount, int trainingSize) {
        this.runtime = runtime;
        this.widths = widths.clone();
        this.pseudoCount = pseudoCount;
        this.trainingSize = trainingSize;
        Shape shape = Shape.of(size, Arrays.stream(widths).sum());
        this.counts = RunningMean.of(runtime, "categories", shape);
        try (TensorScope scope = runtime.scope()) {
            this.logProbabilities =
                    Parameter.state(
                            "components.logCategories", runtime.zeros(shape, DType.FLOAT64));
        }
        maximize(runtime);
    }

    private void maximize(TensorRuntime of) {
        try (TensorScope scope = of.scope()) {
            Tensor each = counts.value().mul(trainingSize).add(pseudoCount);
            Tensor totals = each.matmul(membership()).matmul(membership().transpose());
            logProbabilities.assign(each.log().sub(totals.log()));
        }
    }

    /** Returns a number for each feature. */
    private Tensor row(ToDoubleBiFunction<Integer, Integer> number) {
        int features = Arrays.stream(widths).sum();
        double[] row = new double[features];
        int f = 0;
        for (int d = 0; d < widths.length; d++) {
            for (int j = 0; j < widths[d]; j++) {
                row[f++] = number.applyAsDouble(d, j);
            }
        }
        return runtime.tensor(row, Shape.of(features), DType.FLOAT64);
    }

    /** Returns 1 where a feature is of a column, [F, D]. */
    private Tensor membership() {
        List<Tensor> columns = new ArrayList<>();
        for (int d = 0; d < widths.length; d++) {
            int own = d;
            columns.add(row((column, place) -> column == own ? 1 : 0));
        }
        return Tensor.stack(columns, -1);
    }

    /** Returns each value for all features of its column, [..., D] to [..., F]. */
    private Tensor repeated(Tensor values) {
        return values.gather(-1, row((column, place) -> column).cast(DType.INT32));
    }

    /** Returns 1 for the category of each value, [B, F]; none for a missing value. */
    private Tensor features(Tensor x) {
        return repeated(x.cast(DType.FLOAT64))
                .eq(row((column, place) -> place))
                .cast(DType.FLOAT64);
    }

    private Tensor probabilities() {
        return logProbabilities.value().exp();
    }

    @Override
    public Optional<Tensor> placeProbabilities(int value) {
        int from = Arrays.stream(widths, 0, value).sum();
        Tensor own = logProbabilities.value().slice(-1, from, from + widths[value]);
        return Optional.of(own.exp().cast(runtime.dtype()));
    }

    @Override
    public Tensor logDensities(Tensor x) {
        return features(x).matmul(logProbabilities.value().transpose());
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        counts.move(Components.mean(responsibilities, features(x)), rate);
    }

    /**
     * {@inheritDoc} Half of the probability is on the example's category, the rest on all alike.
     */
    @Override
    public void startAt(Tensor examples) {
        double share = 1.0 / examples.shape().extent(0);
        Tensor alike = row((column, place) -> 1.0 / widths[column]);
        counts.move(features(examples).add(alike).mul(0.5 * share), 1);
    }

    @Override
    public void maximize(Tensor share) {
        maximize(runtime);
    }

    /** Returns the log density of the prior without its constant, {@code c sum log theta}. */
    @Override
    public double parameterBound() {
        try (TensorScope scope = runtime.scope()) {
            return pseudoCount * logProbabilities.value().sum().readScalar();
        }
    }

    @Override
    public Optional<Tensor> byValue(Tensor rows, Tensor x) {
        Tensor logs = Components.picked(rows.cast(DType.FLOAT64), logProbabilities.value());
        return Optional.of(
                Components.picked(logs.mul(features(x)), membership()).cast(rows.dtype()));
    }

    /** Returns the mean places. */
    @Override
    public Tensor means() {
        return probabilities()
                .mul(row((column, place) -> place))
                .matmul(membership())
                .cast(runtime.dtype());
    }

    /** Returns the most probable places. */
    @Override
    public Tensor predictions() {
        List<Tensor> places = new ArrayList<>();
        int from = 0;
        for (int width : widths) {
            Tensor own = logProbabilities.value().slice(-1, from, from + width);
            places.add(own.argMax(-1).cast(runtime.dtype()));
            from += width;
        }
        return Tensor.stack(places, -1);
    }

    /** Inverts the cumulative probabilities. */
    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        Tensor own = rows.cast(DType.FLOAT64).matmul(probabilities());
        List<Tensor> below = new ArrayList<>();
        for (int d = 0; d < widths.length; d++) {
            for (int j = 0; j < widths[d]; j++) {
                int column = d;
                int last = j;
                below.add(row((of, place) -> of == column && place <= last ? 1 : 0));
            }
        }
        Tensor cumulative = own.matmul(Tensor.stack(below, -1));
        Shape shape = Shape.of(rows.shape().extent(0), widths.length);
        Tensor uniform = repeated(runtime.uniform(key, shape).cast(DType.FLOAT64));
        Tensor places = uniform.gt(cumulative).cast(DType.FLOAT64).matmul(membership());
        double[] last = Arrays.stream(widths).mapToDouble(width -> width - 1).toArray();
        Tensor most = runtime.tensor(last, Shape.of(last.length), DType.FLOAT64);
        // Rounding may leave the last sum below 1.
        return places.minimum(most).cast(runtime.dtype());
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.of(DataMeasure.COUNTING, values);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(logProbabilities, counts.parameter());
    }
}
