// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.StandardizedModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/** Mixtures of data with missing values. */
final class MissingValuesTest {

    private static final double NAN = Double.NaN;

    /** Rows in an array. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Table(double[][] rows) implements Rows {

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

    private static GivenData data(ValueDomain domain, double[]... rows) {
        return new GivenData(Examples.of(new Table(rows), domain));
    }

    private static Mixture mixture(TensorRuntime runtime, GivenData data, String settings)
            throws Exception {
        return StrictMapper.create()
                .readValue(settings, MixtureVariant.class)
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
        MixtureVariant full =
                StrictMapper.create()
                        .readValue(
                                "{\"components\": 2, \"of\": \"gaussian\", \"variational\": {}}",
                                MixtureVariant.class);
        assertThat(full.whole().orElseThrow().takesMissingValues()).isFalse();
        assertThatThrownBy(
                        () ->
                                mixture(
                                        Runtimes.reference(DType.FLOAT64),
                                        data(ValueDomain.COUNTS, new double[][] {{1}, {2}}),
                                        "{\"components\": 2, \"of\": \"gaussian\"}"))
                .hasMessageContaining("counts");
    }
}
