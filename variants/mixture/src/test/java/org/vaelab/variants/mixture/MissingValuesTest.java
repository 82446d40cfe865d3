// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.StandardizedModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/** Mixtures of data with missing values. */
final class MissingValuesTest {

    private static final double NAN = Double.NaN;

    /** Rows in an array. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Table(double[][] rows) implements DataRows {

        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public int width() {
            return rows[0].length;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(rows[row], 0, target, offset, rows[row].length);
        }
    }

    /** A table whose columns have kinds. */
    private record Typed(GivenData data, List<Column> columns) implements DataSummary {

        @Override
        public DataShape shape() {
            return data.shape();
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.COLUMNS;
        }

        @Override
        public DataFacts facts() {
            return DataFacts.of(new Form.Table(columns), data.hasMissing());
        }

        @Override
        public int trainingSize() {
            return data.trainingSize();
        }

        @Override
        public List<LabelColumn> labels() {
            return List.of();
        }

        @Override
        public double[] trainingMean() {
            return data.trainingMean();
        }

        @Override
        public Examples trainingSample(int count, RandomKey key) {
            return data.trainingSample(count, key);
        }
    }

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("ward", Column.Kind.CATEGORICAL, List.of("a", "b", "c")),
                    Column.real("age"),
                    new Column("visits", Column.Kind.COUNT, List.of()),
                    new Column("smokes", Column.Kind.BINARY, List.of("no", "yes")));

    /** Two classes of rows that differ in all columns, with 30 % missing values. */
    private static Typed table(int rows) {
        double[] noise = RandomKey.of(5).normal(2 * rows);
        double[] uniform = RandomKey.of(6).uniform(8 * rows);
        double[][] all = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double group = i % 2;
            double[] row = {
                uniform[8 * i] < 0.8 ? 2 * group : 1,
                10 * group + noise[2 * i],
                Math.max(0, Math.rint(3 + 9 * group + noise[2 * i + 1])),
                uniform[8 * i + 1] < 0.9 ? group : 1 - group
            };
            for (int d = 0; d < 4; d++) {
                row[d] = uniform[8 * i + 4 + d] < 0.3 ? NAN : row[d];
            }
            all[i] = row;
        }
        return new Typed(data(ValueDomain.COLUMNS, all), COLUMNS);
    }

    /** The bound is the sum over components of products over the observed columns. */
    @Test
    void theBoundOfColumnsIsTheMarginalOfTheObservedValues() throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Typed table = table(40);
            Mixture mixture = mixture(runtime, table, "{\"components\": 3, \"of\": \"columns\"}");
            Batch batch = table.data().batch(runtime);
            double before = Double.NEGATIVE_INFINITY;
            for (int step = 0; step < 20; step++) {
                double bound = mixture.bound(batch).sum().readScalar() + mixture.parameterBound();
                assertThat(bound).isFinite().isGreaterThanOrEqualTo(before - 1e-9);
                before = bound;
                mixture.expect(batch, 1);
                mixture.maximize();
            }
            double[] logWeights = parameter(mixture, "weights.logarithm");
            double[] categories = parameter(mixture, "components.logCategories");
            double[] means = parameter(mixture, "components.mean");
            double[] variances = parameter(mixture, "components.variance");
            double[] rates = parameter(mixture, "components.rate");
            double[] bound = mixture.bound(batch).readDoubles();
            double[] row = new double[4];
            for (int i = 0; i < 40; i++) {
                table.data().examples().read(i, row, 0);
                double density = 0;
                for (int k = 0; k < 3; k++) {
                    double log = logWeights[k];
                    log += Double.isNaN(row[0]) ? 0 : categories[5 * k + (int) row[0]];
                    double apart = row[1] - means[k];
                    log +=
                            Double.isNaN(apart)
                                    ? 0
                                    : -0.5
                                            * (apart * apart / variances[k]
                                                    + Math.log(2 * Math.PI * variances[k]));
                    if (!Double.isNaN(row[2])) {
                        log += row[2] * Math.log(rates[k]) - rates[k];
                        for (int j = 2; j <= row[2]; j++) {
                            log -= Math.log(j);
                        }
                    }
                    log += Double.isNaN(row[3]) ? 0 : categories[5 * k + 3 + (int) row[3]];
                    density += Math.exp(log);
                }
                assertThat(bound[i]).isCloseTo(Math.log(density), within(1e-9));
            }
        }
    }

    /**
     * Draws have the means of the components, and predictions are their most probable categories.
     */
    @Test
    void drawsOfColumnsHaveTheirDistributions() throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Typed table = table(200);
            Mixture mixture = mixture(runtime, table, "{\"components\": 2, \"of\": \"columns\"}");
            Batch batch = table.data().batch(runtime);
            for (int step = 0; step < 50; step++) {
                mixture.expect(batch, 1);
                mixture.maximize();
            }
            int count = 20_000;
            Tensor z = runtime.indices(new int[count], Shape.of(count, 1)).oneHot(2);
            OutputDistribution p = mixture.output(Latents.of(Mixture.Z, z.expandDims(0)), Map.of());
            double[] drawn = p.sample(RandomKey.of(8)).readDoubles();
            double[] mean = p.mean().orElseThrow().readDoubles();
            double[] predicted = p.prediction().orElseThrow().readDoubles();
            double[] deviation = {1, 1, 4, 0.5};
            for (int d = 0; d < 4; d++) {
                int column = d;
                double found =
                        IntStream.range(0, count).mapToDouble(i -> drawn[4 * i + column]).sum()
                                / count;
                // More than five standard errors: fails for a right implementation below 1e-6.
                assertThat(found).isCloseTo(mean[d], within(6 * deviation[d] / Math.sqrt(count)));
            }
            boolean isSecond = mean[1] > 5;
            assertThat(predicted[0]).isEqualTo(isSecond ? 2 : 0);
            assertThat(predicted[3]).isEqualTo(isSecond ? 1 : 0);
        }
    }

    private static GivenData data(ValueDomain domain, double[]... rows) {
        return new GivenData(Examples.of(new Table(rows), domain));
    }

    private static Mixture mixture(TensorRuntime runtime, DataSummary data, String settings)
            throws Exception {
        return StrictMapper.of(MixtureModel.class, new JsonMapper().readTree(settings))
                .create(new PartContext(runtime, RandomKey.of(3), data, Plugins.of(List.of())));
    }

    /** Two values with gaps, so that the marginal of either is that of a mixture of one value. */
    @Test
    void theBoundIsTheMarginalOfTheObservedValues() throws Exception {
        double[][] rows = {{1, 5}, {2, NAN}, {NAN, 4}, {3, 6}, {1.5, 5.5}, {NAN, NAN}};
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            GivenData data = data(ValueDomain.REAL, rows);
            Mixture mixture = mixture(runtime, data, "{\"components\": 2, \"of\": \"gaussian\"}");
            Batch batch = data.batch(runtime);
            for (int step = 0; step < 3; step++) {
                double[] bound = mixture.bound(batch).readDoubles();
                double[] weights = parameter(mixture, "weights.logarithm");
                double[] means = parameter(mixture, "components.mean");
                double[] variances = parameter(mixture, "components.variance");
                for (int i = 0; i < rows.length; i++) {
                    double density = 0;
                    for (int k = 0; k < 2; k++) {
                        double part = Math.exp(weights[k]);
                        for (int d = 0; d < 2; d++) {
                            double v = variances[k * 2 + d];
                            double apart = rows[i][d] - means[k * 2 + d];
                            part *=
                                    Double.isNaN(apart)
                                            ? 1
                                            : Math.exp(-0.5 * apart * apart / v)
                                                    / Math.sqrt(2 * Math.PI * v);
                        }
                        density += part;
                    }
                    assertThat(bound[i]).isCloseTo(Math.log(density), within(1e-10));
                }
                mixture.expect(batch, 1);
                mixture.maximize();
            }
        }
    }

    /** Expectation and maximisation never lowers the likelihood of the observed values. */
    @Test
    void maximisationRaisesTheLikelihood() throws Exception {
        double[] noise = RandomKey.of(5).normal(120);
        double[] gaps = RandomKey.of(6).uniform(120);
        double[][] reals = new double[40][3];
        double[][] bits = new double[40][3];
        for (int i = 0; i < 120; i++) {
            boolean missing = gaps[i] < 0.3;
            reals[i / 3][i % 3] = missing ? NAN : noise[i] + (i / 3 % 2) * 4;
            bits[i / 3][i % 3] = missing ? NAN : noise[i] + i / 3 % 2 > 0.5 ? 1 : 0;
            bits[i / 3][i % 3] = missing ? NAN : bits[i / 3][i % 3];
        }
        raises(data(ValueDomain.REAL, reals), "{\"components\": 3, \"of\": \"gaussian\"}");
        raises(data(ValueDomain.BINARY, bits), "{\"components\": 3, \"of\": \"bernoulli\"}");
        raises(
                data(ValueDomain.BINARY, bits),
                "{\"components\": 3, \"of\": \"bernoulli\", \"variational\": {\"concentration\": 0.5}}");
    }

    private static void raises(GivenData data, String settings) throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Mixture mixture = mixture(runtime, data, settings);
            Batch batch = data.batch(runtime);
            double before = Double.NEGATIVE_INFINITY;
            for (int step = 0; step < 20; step++) {
                double bound = mixture.bound(batch).sum().readScalar() + mixture.parameterBound();
                assertThat(bound).isFinite().isGreaterThanOrEqualTo(before - 1e-9);
                before = bound;
                mixture.expect(batch, 1);
                mixture.maximize();
            }
            assertThat(
                            Arrays.stream(
                                    mixture.posterior(batch)
                                            .draw(RandomKey.of(1), 2)
                                            .values()
                                            .z("z")
                                            .readDoubles()))
                    .allMatch(Double::isFinite);
        }
    }

    /** A standardised density subtracts log s of observed values alone. */
    @Test
    void theScaleOfAMissingValueDoesNotCount() throws Exception {
        double[][] rows = {{1, 5}, {2, NAN}, {NAN, 4}, {3, 6}};
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            GivenData data = data(ValueDomain.REAL, rows);
            Mixture mixture = mixture(runtime, data, "{\"components\": 2, \"of\": \"gaussian\"}");
            Standardization by =
                    new Standardization(new double[] {0, 0}, new double[] {Math.E, 1 / Math.E});
            ExpectationMaximizable whole =
                    (ExpectationMaximizable) StandardizedModel.of(mixture, by, true);
            Batch batch = data.batch(runtime);
            double[] before = mixture.bound(batch).readDoubles();
            assertThat(whole.bound(batch).readDoubles())
                    .containsExactly(
                            new double[] {before[0], before[1] - 1, before[2] + 1, before[3]},
                            within(1e-12));
        }
    }

    private static double[] parameter(Mixture mixture, String name) {
        return mixture.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .readDoubles();
    }

    @Test
    void fullCovariancesAreRejected() throws Exception {
        MixtureModel full =
                StrictMapper.of(
                        MixtureModel.class,
                        Map.of("components", 2, "of", "gaussian", "variational", Map.of()));
        assertThat(full.takesMissingValues()).isFalse();
        assertThatThrownBy(
                        () ->
                                mixture(
                                        Runtimes.reference(DType.FLOAT64),
                                        data(ValueDomain.COUNTS, new double[][] {{1}, {2}}),
                                        "{\"components\": 2, \"of\": \"gaussian\"}"))
                .hasMessageContaining("counts");
    }
}
