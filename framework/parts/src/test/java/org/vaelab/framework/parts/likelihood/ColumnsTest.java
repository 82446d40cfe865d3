// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.WrappedLikelihood;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** The likelihood of columns of several kinds. */
final class ColumnsTest {

    private static final RandomKey KEY = RandomKey.of(17);
    private static final double NAN = Double.NaN;

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("colour", Column.Kind.CATEGORICAL, List.of("red", "green", "blue")),
                    Column.real("age"),
                    new Column("size", Column.Kind.ORDINAL, List.of("S", "M", "L", "XL")),
                    new Column("visits", Column.Kind.COUNT, List.of()),
                    new Column("smokes", Column.Kind.BINARY, List.of("no", "yes")),
                    new Column("shape", Column.Kind.CATEGORICAL, List.of("a", "b", "c")),
                    new Column("passed", Column.Kind.ORDINAL, List.of("no", "yes")));

    private static final double[][] ROWS = {
        {0, 1.5, 3, 4, 1, 2, 0},
        {2, -0.5, 0, 0, 0, 0, 1},
        {1, NAN, 1, 11, 1, 1, 1},
        {NAN, 0.2, NAN, NAN, NAN, NAN, NAN}
    };

    /** The rows above. */
    private record Table() implements DataRows, DataSummary {

        @Override
        public int size() {
            return ROWS.length;
        }

        @Override
        public int width() {
            return COLUMNS.size();
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(ROWS[row], 0, target, offset, width());
        }

        @Override
        public DataShape shape() {
            return DataShape.flat(width());
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.COLUMNS;
        }

        @Override
        public DataFacts facts() {
            return DataFacts.of(new Form.Table(COLUMNS), true);
        }

        @Override
        public int trainingSize() {
            return size();
        }

        @Override
        public List<LabelColumn> labels() {
            return List.of();
        }

        @Override
        public double[] trainingMean() {
            return trainingSample(4, KEY).mean();
        }

        @Override
        public Examples trainingSample(int count, RandomKey key) {
            return Examples.of(this, ValueDomain.COLUMNS);
        }
    }

    private final TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = runtime.scope();
    }

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Likelihood likelihood(Map<String, ?> settings) {
        return StrictMapper.of(ColumnsSettings.class, settings)
                .create(new PartContext(runtime, KEY, new Table(), Plugins.of(List.of())));
    }

    private OutputDistribution drawn(Likelihood likelihood, int rows) {
        int width = likelihood.head(DataShape.flat(COLUMNS.size())).width();
        return likelihood.of(runtime.normal(KEY, Shape.of(rows, width)));
    }

    private static Tensor full(TensorRuntime runtime, double value, int rows) {
        return runtime.full(value, Shape.of(rows, COLUMNS.size()));
    }

    @Test
    void eachColumnOfPlacesOrCountsNormalises() {
        OutputDistribution p = drawn(likelihood(Map.of("count", "poisson")), 5);
        double[] totals = new double[5 * COLUMNS.size()];
        for (int k = 0; k < 60; k++) {
            double[] logs = p.byValue(full(runtime, k, 5)).orElseThrow().readDoubles();
            for (int i = 0; i < totals.length; i++) {
                Column column = COLUMNS.get(i % COLUMNS.size());
                totals[i] += column.contains(k) ? Math.exp(logs[i]) : 0;
            }
        }
        for (int i = 0; i < totals.length; i++) {
            if (!COLUMNS.get(i % COLUMNS.size()).kind().isReal()) {
                assertThat(totals[i]).as("column %s", i % 7).isCloseTo(1, within(1e-9));
            }
        }
    }

    /** The draws of 20,000 rows have the probabilities within five standard errors. */
    @Test
    void drawsHaveTheProbabilities() {
        Likelihood likelihood = likelihood(Map.of());
        int width = likelihood.head(DataShape.flat(7)).width();
        Tensor head = runtime.normal(KEY, Shape.of(1, width)).broadcastTo(Shape.of(20000, width));
        OutputDistribution p = likelihood.of(head);
        double[] x = p.sample(KEY).readDoubles();
        for (int k = 0; k < 4; k++) {
            double[] logs = p.byValue(full(runtime, k, 20000)).orElseThrow().readDoubles();
            for (int d = 0; d < 7; d++) {
                if (!COLUMNS.get(d).contains(k) || COLUMNS.get(d).kind().isReal()) {
                    continue;
                }
                double expected = Math.exp(logs[d]);
                double share = 0;
                for (int i = 0; i < 20000; i++) {
                    share += x[i * 7 + d] == k ? 1 / 20000.0 : 0;
                }
                assertThat(share)
                        .as("%s is %s", COLUMNS.get(d).name(), k)
                        .isCloseTo(
                                expected,
                                within(1e-6 + 5 * Math.sqrt(expected * (1 - expected) / 20000)));
            }
        }
        for (int i = 0; i < x.length; i++) {
            assertThat(COLUMNS.get(i % 7).contains(x[i])).isTrue();
        }
    }

    @Test
    void aDatumIsTheSumOfItsColumnsAndMissingOnesDoNotCount() {
        Likelihood likelihood = likelihood(Map.of());
        double[] logDeviation = {0, Math.log(10), 0, 0, 0, 0, 0};
        Likelihood observed =
                WrappedLikelihood.ofObserved(
                        WrappedLikelihood.ofStandardized(likelihood, logDeviation));
        int width = likelihood.head(DataShape.flat(7)).width();
        Tensor head = runtime.normal(KEY, Shape.of(4, width));
        double[] all = Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray();
        Tensor x = runtime.tensor(all, Shape.of(4, 7));
        double[] logs = observed.of(head).logProbability(x).readDoubles();
        double[] filled = Arrays.stream(all).map(v -> Double.isNaN(v) ? 0 : v).toArray();
        OutputDistribution p = likelihood.of(head);
        Tensor complete = runtime.tensor(filled, Shape.of(4, 7));
        double[] single = p.byValue(complete).orElseThrow().readDoubles();
        double[] sums = p.logProbability(complete).readDoubles();
        for (int i = 0; i < 4; i++) {
            double whole = 0;
            double found = 0;
            for (int d = 0; d < 7; d++) {
                whole += single[i * 7 + d];
                found += Double.isNaN(ROWS[i][d]) ? 0 : single[i * 7 + d] - logDeviation[d];
            }
            assertThat(sums[i]).isCloseTo(whole, within(1e-12));
            assertThat(logs[i]).isCloseTo(found, within(1e-12));
        }
    }

    /** Also thresholds, scales and dispersions, which the likelihood learns itself. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Likelihood likelihood = likelihood(Map.of("count", "zero-inflated-negative-binomial"));
        Likelihood observed = WrappedLikelihood.ofObserved(likelihood);
        int width = likelihood.head(DataShape.flat(7)).width();
        double[] all = Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray();
        Tensor x = runtime.tensor(all, Shape.of(4, 7));
        GradientCheck.of(runtime)
                .key(KEY)
                .check(
                        "log p(x)",
                        in -> observed.of(in.get(0)).logProbability(x),
                        runtime.normal(KEY, Shape.of(4, width)).mul(0.8));
        assertThat(likelihood.parameters().stream().map(p -> p.name()))
                .containsExactlyInAnyOrder(
                        "gaussian.logScale",
                        "ordinal-4.thresholds",
                        "ordinal-2.thresholds",
                        "zero-inflated-negative-binomial.tenthOfLogDispersion");
    }

    @Test
    void aDecoderStartsFromMeansAndFrequencies() {
        Likelihood likelihood = likelihood(Map.of());
        int width = likelihood.head(DataShape.flat(7)).width();
        Mlp decoder =
                new Mlp(runtime, KEY, 1, List.of(), width, Activation.IDENTITY, Initializer.FAN_IN);
        double[] mean = new Table().trainingMean();
        likelihood.startAt(mean, decoder);
        OutputDistribution start = likelihood.of(decoder.apply(runtime.zeros(Shape.of(1, 1))));
        assertThat(start.mean()).isEmpty();
        double[] shown = start.prediction().orElseThrow().readDoubles();
        assertThat(shown[1]).isCloseTo(mean[1], within(1e-9));
        assertThat(shown[3]).isCloseTo(mean[3], within(1e-9));
        double place = 0;
        for (int k = 0; k < 4; k++) {
            double[] logs = start.byValue(full(runtime, k, 1)).orElseThrow().readDoubles();
            place += k * Math.exp(logs[2]);
            // One of each colour, and one more of each.
            assertThat(k > 2 ? 1.0 / 3 : Math.exp(logs[0])).isCloseTo(1.0 / 3, within(1e-9));
        }
        assertThat(place).isCloseTo(mean[2], within(1e-9));
    }

    @Test
    void aColumnMayBeGivenADistribution() {
        Likelihood likelihood =
                likelihood(Map.of("columns", Map.of("visits", "poisson", "size", "categorical")));
        assertThat(drawn(likelihood, 1).numbers().keySet())
                .containsExactly(
                        "categorical-3.logits",
                        "gaussian.mean",
                        "gaussian.logScale",
                        "categorical-4.logits",
                        "poisson.logMean",
                        "bernoulli.logits",
                        "ordinal-2.logProbabilities");
        assertThatThrownBy(() -> likelihood(Map.of("columns", Map.of("visit", "poisson"))))
                .hasMessageContaining("visit")
                .hasMessageContaining("did you mean 'visits'?");
        assertThatThrownBy(() -> likelihood(Map.of("columns", Map.of("age", "poisson"))))
                .hasMessage(
                        "likelihood.columns.age: 'poisson' is no distribution of real columns;"
                                + " choose one of gaussian");
        assertThatThrownBy(() -> likelihood(Map.of("count", "gaussian")))
                .hasMessageContaining("poisson, negative-binomial");
    }

    @Test
    void eachColumnHasTheMeasureOfItsKind() {
        DataMeasure measure = likelihood(Map.of()).measure(DataShape.flat(COLUMNS.size()));
        assertThat(measure.isCounting()).isFalse();
        assertThat(measure.byName(COLUMNS.stream().map(Column::name).toList()))
                .containsExactly(
                        entry(
                                "counting",
                                List.of("colour", "size", "visits", "smokes", "shape", "passed")),
                        entry("Lebesgue", List.of("age")));
        assertThat(measure.byName(List.of())).containsEntry("Lebesgue", List.of("value 2"));
        assertThat(DataMeasure.of(DataMeasure.COUNTING, 3).byName(List.of()))
                .isEqualTo(Map.of("counting", List.of()));
    }

    /** A place far from what h says, and thresholds that touch. */
    @Test
    void ordinalColumnsAreFiniteInSinglePrecision() {
        try (TensorRuntime single = Runtimes.on("torch", DType.FLOAT32);
                TensorScope inner = single.scope()) {
            OrdinalColumns likelihood = OrdinalColumns.of(single, 1, 5);
            likelihood
                    .raw()
                    .assign(single.tensor(new double[] {0, -1e6, -50, 1e6}, Shape.of(1, 4)));
            for (double h : new double[] {0, 1e-20, -1e3, 1e3, 1e6, -1e6}) {
                OutputDistribution p = likelihood.of(single.full(h, Shape.of(1, 1)));
                for (int k = 0; k < 5; k++) {
                    double log = p.logProbability(single.full(k, Shape.of(1, 1))).readDoubles()[0];
                    assertThat(log).isFinite().isLessThanOrEqualTo(1e-6);
                }
            }
        }
    }
}
