// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** The KL in parts, against sums written out, and where its parts are known. */
final class DecomposedKlTest {

    private static final RandomKey KEY = RandomKey.of(71);
    private static final int SAMPLES = 2;
    private static final int BATCH = 4;
    private static final int UNITS = 3;
    private static final int SIZE = 50;
    private static final Schedule ONE = Schedule.constant(1);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Tensor normal(String name, int... extents) {
        return runtime.normal(KEY.split(name), Shape.of(extents));
    }

    private static KlRegularizer of(
            double alpha, double beta, double gamma, DecomposedKl.MinibatchEstimate estimate) {
        return new DecomposedKl(alpha, beta, gamma, estimate).of(SIZE, ONE);
    }

    private ToyNormal posteriors() {
        return new ToyNormal(normal("mean", BATCH, UNITS), normal("logVariance", BATCH, UNITS));
    }

    private Tensor noise() {
        return normal("noise", SAMPLES, BATCH, UNITS);
    }

    /** Mutual information, total correlation and divergences of units, by sums of doubles. */
    private static double[] parts(
            double[] z,
            double[] mean,
            double[] logVariance,
            DecomposedKl.MinibatchEstimate estimate,
            int i) {
        double[] parts = new double[3];
        for (int k = 0; k < SAMPLES; k++) {
            int at = (k * BATCH + i) * UNITS;
            double own = 0;
            double prior = 0;
            double joint = 0;
            double[] units = new double[UNITS];
            for (int j = 0; j < BATCH; j++) {
                double density = 1;
                for (int u = 0; u < UNITS; u++) {
                    int row = j * UNITS + u;
                    double p =
                            Math.exp(Aggregates.logNormal(z[at + u], mean[row], logVariance[row]));
                    density *= p;
                    units[u] += weight(estimate, i, j) * p;
                }
                joint += weight(estimate, i, j) * density;
                own = i == j ? Math.log(density) : own;
            }
            for (int u = 0; u < UNITS; u++) {
                prior += Aggregates.logNormal(z[at + u], 0, 0);
            }
            double product = DoubleStream.of(units).map(Math::log).sum();
            parts[0] += (own - Math.log(joint)) / SAMPLES;
            parts[1] += (Math.log(joint) - product) / SAMPLES;
            parts[2] += (product - prior) / SAMPLES;
        }
        return parts;
    }

    /** As in the paper, N = 50 data and M + 1 = 4 of them in a batch. */
    private static double weight(DecomposedKl.MinibatchEstimate estimate, int i, int j) {
        if (estimate == DecomposedKl.MinibatchEstimate.WEIGHTED) {
            return 1.0 / (50 * 4);
        }
        if (i == j) {
            return 1.0 / 50;
        }
        return j == (i + 1) % 4 ? (50.0 - 3) / (50 * 3) : 1.0 / 3;
    }

    @ParameterizedTest
    @EnumSource(DecomposedKl.MinibatchEstimate.class)
    void eachPartIsItsSum(DecomposedKl.MinibatchEstimate estimate) {
        ToyNormal q = posteriors();
        Draw draw = Aggregates.draw(q, noise());
        Aggregates.Given step = Aggregates.step(q, draw, KEY);
        double[] z = draw.z().readDoubles();
        double[] mean = q.mean().readDoubles();
        double[] logVariance = q.logVariance().readDoubles();
        for (int part = 0; part < 3; part++) {
            int chosen = part;
            double[] expected =
                    IntStream.range(0, BATCH)
                            .mapToDouble(i -> parts(z, mean, logVariance, estimate, i)[chosen])
                            .toArray();
            KlRegularizer kl =
                    of(part == 0 ? 2 : 0, part == 1 ? 2 : 0, part == 2 ? 2 : 0, estimate);
            assertThat(step.to(kl).value().div(2).readDoubles())
                    .as("part %s", part)
                    .containsExactly(expected, within(1e-12));
        }
    }

    /** The weights of stratified sampling sum to 1, those of weighted sampling to 1/N. */
    @ParameterizedTest
    @EnumSource(DecomposedKl.MinibatchEstimate.class)
    void theWeightsOfABatchHaveTheirSum(DecomposedKl.MinibatchEstimate estimate) {
        for (int batch : new int[] {2, 3, SIZE}) {
            double sum = estimate == DecomposedKl.MinibatchEstimate.WEIGHTED ? 1.0 / SIZE : 1;
            double[] sums = estimate.logWeights(runtime, batch, SIZE).exp().sum(-1).readDoubles();
            assertThat(sums).hasSize(batch);
            for (double s : sums) {
                assertThat(s).isCloseTo(sum, within(1e-12));
            }
        }
    }

    /** What is estimated of q(z) cancels: with equal weights there is no bias of a minibatch. */
    @ParameterizedTest
    @EnumSource(DecomposedKl.MinibatchEstimate.class)
    void equalWeightsAreTheKlOverTheDraws(DecomposedKl.MinibatchEstimate estimate) {
        ToyNormal q = posteriors();
        Aggregates.Given step = Aggregates.step(q, Aggregates.draw(q, noise()), KEY);
        double[] kl = step.terms().kl().readDoubles();
        assertThat(step.to(of(1, 1, 1, estimate)).value().readDoubles())
                .containsExactly(kl, within(1e-12));
        assertThat(step.to(of(3, 3, 3, estimate)).value().div(3).readDoubles())
                .containsExactly(kl, within(1e-12));
    }

    /** And so it is the KL in closed form in the mean over draws. */
    @Test
    void equalWeightsAreTheKlInTheMean() {
        ToyNormal q = posteriors();
        double[] sample = new double[400];
        for (int r = 0; r < sample.length; r++) {
            Tensor noise = runtime.normal(KEY.split("draws").fold(r), Shape.of(1, BATCH, UNITS));
            Aggregates.Given step = Aggregates.step(q, Aggregates.draw(q, noise), KEY);
            sample[r] =
                    step.to(of(1, 1, 1, DecomposedKl.MinibatchEstimate.WEIGHTED))
                            .value()
                            .mean()
                            .readScalar();
        }
        double exact = 0;
        double[] mean = q.mean().readDoubles();
        double[] logVariance = q.logVariance().readDoubles();
        for (int i = 0; i < mean.length; i++) {
            double l = logVariance[i];
            exact += 0.5 * (Math.exp(l) + mean[i] * mean[i] - 1 - l) / BATCH;
        }
        // Wrong in one of a million keys; 0.5 nats would be found.
        StatisticalAssertions.at(1e-6).mean("KL, key " + KEY, sample, exact, 0.5);
    }

    /**
     * Where all posteriors are one factorised Normal, its total correlation is 0: by stratified
     * sampling exactly, by weighted sampling up to the constant (U - 1) log N.
     */
    @Test
    void aFactorisedNormalHasNoTotalCorrelation() {
        Tensor rows = runtime.zeros(Shape.of(BATCH, 1));
        ToyNormal q =
                new ToyNormal(normal("one", UNITS).add(rows), normal("other", UNITS).add(rows));
        Aggregates.Given step = Aggregates.step(q, Aggregates.draw(q, noise()), KEY);
        double constant = (UNITS - 1) * Math.log(SIZE);
        for (int i = 0; i < BATCH; i++) {
            assertThat(total(DecomposedKl.MinibatchEstimate.STRATIFIED, step)[i])
                    .isCloseTo(0, within(1e-12));
            assertThat(total(DecomposedKl.MinibatchEstimate.WEIGHTED, step)[i])
                    .isCloseTo(constant, within(1e-12));
        }
    }

    private static double[] total(DecomposedKl.MinibatchEstimate estimate, Aggregates.Given step) {
        return step.to(of(0, 1, 0, estimate)).value().readDoubles();
    }

    @ParameterizedTest
    @EnumSource(DecomposedKl.MinibatchEstimate.class)
    void itsGradientIsThatOfFiniteDifferences(DecomposedKl.MinibatchEstimate estimate) {
        Tensor noise = noise();
        GradientCheck.of(runtime)
                .check(
                        "parts",
                        in -> {
                            ToyNormal q = new ToyNormal(in.get(0), in.get(1));
                            Draw draw = Aggregates.draw(q, noise);
                            return Aggregates.step(q, draw, KEY)
                                    .to(of(0.5, 4, 1.5, estimate))
                                    .value();
                        },
                        normal("mean", BATCH, UNITS),
                        normal("logVariance", BATCH, UNITS));
    }

    /** The weight of training multiplies all parts, and is what the history shows. */
    @Test
    void trainingWeighsAllParts() {
        ToyNormal q = posteriors();
        Aggregates.Given step = Aggregates.step(q, Aggregates.draw(q, noise()), KEY);
        DecomposedKl parts = new DecomposedKl(1, 5, 2, DecomposedKl.MinibatchEstimate.WEIGHTED);
        // The step is number 3.
        KlRegularizer warmed = parts.of(SIZE, Schedule.warmup(6));
        double[] whole = step.to(parts.of(SIZE, ONE)).value().readDoubles();
        assertThat(step.to(warmed).value().mul(2).readDoubles())
                .containsExactly(whole, within(1e-12));
        assertThat(step.to(warmed).weight().getAsDouble()).isEqualTo(0.5);
        assertThat(warmed.isMoving(new TrainingProgress(5, 10))).isTrue();
        assertThat(warmed.isMoving(new TrainingProgress(6, 10))).isFalse();
        assertThat(warmed.leastBatch()).isEqualTo(2);
    }

    /** A prior whose units depend on one another. */
    private record Tied(StandardNormal tied) implements Prior {

        @Override
        public LatentSpace space() {
            return tied.space();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return tied.logProbability(z);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return tied.sample(key, n);
        }
    }

    @Test
    void whatHasNoUnitsIsRefusedByName() {
        ToyNormal q = posteriors();
        Prior tied = new Tied(new StandardNormal(runtime, new Euclidean(UNITS)));
        Aggregates.Given underTied = Aggregates.step(q, Aggregates.draw(q, noise()), KEY, tied);
        KlRegularizer kl = of(1, 4, 1, DecomposedKl.MinibatchEstimate.WEIGHTED);
        assertThatThrownBy(() -> underTied.to(kl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "regularizer 'beta-tc' takes the densities of single units of the prior, and"
                                + " Tied does not fall into independent units");
        Tensor points = runtime.tensor(new double[] {1, 0, 0, 1}, Shape.of(2, 2));
        ToySphere sphere = new ToySphere(new Sphere(2), points);
        Aggregates.Given onSphere = Aggregates.step(sphere, sphere.draw(KEY, 1), KEY);
        assertThatThrownBy(() -> onSphere.to(kl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "regularizer 'beta-tc' takes the densities of single units of the posterior,"
                                + " and those of ToySphere are not known");
    }
}
