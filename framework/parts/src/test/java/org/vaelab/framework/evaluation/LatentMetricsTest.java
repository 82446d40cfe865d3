// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Metrics of the latent space for an encoder z = slope x + deviation eps of one-dimensional data,
 * with a second coordinate that ignores them.
 */
class LatentMetricsTest {

    private static final RandomKey KEY = RandomKey.of(11);
    private static final double Z = 4.89; // P(|z| > 4.89) = 1e-6

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private LatentVariableModel model(double slope, double deviation, boolean deterministic) {
        Network encoder =
                x -> {
                    Tensor zero = x.mul(0);
                    return Tensor.concatenate(
                            List.of(
                                    x.mul(slope),
                                    zero.add(0.3),
                                    zero.add(2 * Math.log(deviation)),
                                    zero),
                            1);
                };
        Euclidean plane = new Euclidean(2);
        ToyNormal.Family normal = new ToyNormal.Family(plane);
        return OneLatent.model(
                runtime,
                DataShape.flat(1),
                encoder,
                deterministic ? new Deterministic(normal) : normal,
                new StandardNormal(runtime, plane),
                z -> z.slice(-1, 0, 1),
                new Bernoulli(),
                new KlRegistry(List.of()));
    }

    /** Announces point masses. */
    private record Deterministic(ToyNormal.Family family) implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return family.space();
        }

        @Override
        public Head head() {
            return family.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return new Announced(family.of(headOutput, phase));
        }
    }

    /** Announces to be a point mass. */
    private record Announced(ToyNormal normal) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            return normal.draw(key, samples);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return normal.logProbability(z);
        }

        @Override
        public Tensor location() {
            return normal.location();
        }

        @Override
        public GradientKind gradient() {
            return normal.gradient();
        }

        @Override
        public boolean isPointMass() {
            return true;
        }
    }

    private static EvaluationResult evaluate(LatentVariableModel model, Examples examples) {
        EvaluationSettings settings =
                new EvaluationSettings(
                        5, 10, 1, null, List.of("activeUnits", "mutualInformation"), null);
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, examples, KEY, EvaluationProgress.SILENT);
    }

    private static Examples normal(int n) {
        float[] x = new float[n];
        KEY.split("data").normal(x, 0, n);
        return Examples.real(1, x);
    }

    /**
     * For x ~ N(0, 1) the mutual information is 1/2 log(1 + (slope/deviation)^2). Wrong with
     * probability 1e-6; the aggregate of 2000 data lowers it by less than 0.02 as long as it is far
     * from log 2000 = 7.6.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 2, 5})
    void mutualInformationOfJointlyNormalVariables(double slope) {
        EvaluationResult result = evaluate(model(slope, 1, false), normal(2500));
        Estimate information = result.metrics().get("mutualInformation");
        assertThat(information.value())
                .isCloseTo(
                        0.5 * Math.log1p(slope * slope),
                        within(0.02 + Z * information.standardError()));
        assertThat(information.kind()).isEqualTo(EstimateKind.LOWER_BOUND);
        assertThat(result.examples()).containsEntry("mutualInformation", 2000);
    }

    @Test
    void mutualInformationCannotExceedTheLogarithmOfTheNumberOfData() {
        int n = 150;
        float[] apart = new float[n];
        for (int i = 0; i < n; i++) {
            apart[i] = i;
        }
        EvaluationResult result = evaluate(model(1, 1e-3, false), Examples.real(1, apart));
        assertThat(result.metrics().get("mutualInformation").value())
                .isCloseTo(Math.log(n), within(1e-12));
        Examples one = Examples.real(1, new float[] {1});
        assertThat(evaluate(model(1, 1, false), one).absent())
                .containsEntry("mutualInformation", "one datum has no mutual information");
    }

    @Test
    void aCoordinateThatIgnoresTheDataIsNotActive() {
        Estimate units = evaluate(model(0.5, 1, false), normal(300)).metrics().get("activeUnits");
        assertThat(units.value()).isEqualTo(1);
        assertThat(units.standardError()).isNaN();
        Examples all = normal(300);
        assertThat(evaluate(model(0.05, 1, false), all).metrics().get("activeUnits").value())
                .isZero();
    }

    @Test
    void bitsPerDimensionComeFromTheBestBound() {
        EvaluationResult result = evaluate(model(1, 1, false), normal(40));
        Estimate nats = result.metrics().get("logLikelihood");
        Estimate bits = result.metrics().get("bitsPerDimension");
        assertThat(bits.value()).isCloseTo(-nats.value() / Math.log(2), within(1e-12));
        assertThat(bits.standardError())
                .isCloseTo(nats.standardError() / Math.log(2), within(1e-12));
        assertThat(bits.kind()).isEqualTo(EstimateKind.UPPER_BOUND);
        assertThat(bits.unit()).isEqualTo("bits/dim");
        assertThat(result.examples()).containsEntry("bitsPerDimension", 10);
    }

    @Test
    void aPointMassHasNoImportanceWeights() {
        EvaluationResult result = evaluate(model(1, 1, true), normal(40));
        assertThat(result.metrics()).doesNotContainKeys("logLikelihood", "paretoK");
        assertThat(result.absent())
                .containsEntry("logLikelihood", "the posterior is a point mass: elbo is the bound");
        assertThat(result.perDatum().logLikelihood()).isEmpty();
        assertThat(result.metrics().get("bitsPerDimension").value())
                .isCloseTo(-result.metrics().get("elbo").value() / Math.log(2), within(1e-12));
        assertThat(result.examples()).containsEntry("bitsPerDimension", 40);
    }
}
