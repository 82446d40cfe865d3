// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.PosteriorAround;
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
        return model(slope, 0, deviation, deterministic);
    }

    /** With a second coordinate {@code 0.3 + second x + eps}. */
    private LatentVariableModel model(
            double slope, double second, double deviation, boolean deterministic) {
        Network encoder =
                x -> {
                    Tensor zero = x.mul(0);
                    return Tensor.concatenate(
                            List.of(
                                    x.mul(slope),
                                    x.mul(second).add(0.3),
                                    zero.add(2 * Math.log(deviation)),
                                    zero),
                            1);
                };
        Euclidean plane = new Euclidean(2);
        ToyNormal.Family normal = new ToyNormal.Family(plane.dimension());
        return OneLatent.model(
                runtime,
                DataShape.flat(1),
                encoder,
                deterministic ? new Deterministic(normal) : normal,
                new StandardNormal(runtime, plane),
                z -> z.slice(-1, 0, 1),
                deterministic ? new Meanless() : new Bernoulli(),
                new KlRegistry(List.of()));
    }

    /** A Bernoulli whose mean nobody knows. */
    private record Meanless() implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return new Bernoulli().domains();
        }

        @Override
        public Head head(DataShape x) {
            return new Bernoulli().head(x);
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            new Bernoulli().startAt(mean, decoder);
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            OutputDistribution known = new Bernoulli().of(headOutput);
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return known.logProbability(x);
                }

                @Override
                public Optional<Tensor> mean() {
                    return Optional.empty();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return known.sample(key);
                }
            };
        }
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
    private record Announced(ToyNormal around) implements PosteriorAround {

        @Override
        public boolean isPointMass() {
            return true;
        }
    }

    private static EvaluationResult evaluate(LatentVariableModel model, Examples examples) {
        return evaluate(model, examples, "activeUnits", "mutualInformation");
    }

    private static EvaluationResult evaluate(
            LatentVariableModel model, Examples examples, String... metrics) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                5,
                                "importanceExamples",
                                10,
                                "samples",
                                1,
                                "metrics",
                                List.of(metrics)));
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
    @Tag("exhaustive")
    @Test
    void mutualInformationOfJointlyNormalVariables() {
        double slope = 5;
        EvaluationResult result = evaluate(model(slope, 1, false), normal(2500));
        checkMutualInformation(result, slope);
    }

    private static void checkMutualInformation(EvaluationResult result, double slope) {
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
                .containsEntry("mutualInformation", "one datum has no mutual information")
                .containsEntry(
                        "activeUnits",
                        "active units need at least two test examples, between which a mean can move");
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
                .containsEntry(
                        "logLikelihood", "the posterior is a point mass: the ELBO is the bound");
        assertThat(result.perDatum().logLikelihood()).isEmpty();
        assertThat(result.metrics().get("bitsPerDimension").value())
                .isCloseTo(-result.metrics().get("elbo").value() / Math.log(2), within(1e-12));
        assertThat(result.examples()).containsEntry("bitsPerDimension", 40);
    }

    /**
     * For x ~ N(0, 1) the aggregate posterior is N((0, 0.3), diag(slope^2 + 1, 1)), up to the error
     * of 2000 data, and its sum with the mutual information the KL of the bound. Wrong with
     * probability 1e-6 each.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 2})
    void theAggregateKlIsWhatTheMutualInformationLeavesOfTheKl(double slope) {
        EvaluationResult result =
                evaluate(model(slope, 1, false), normal(2000), "mutualInformation", "aggregateKl");
        checkMutualInformation(result, slope);
        Estimate aggregate = result.metrics().get("aggregateKl");
        double variance = slope * slope + 1;
        assertThat(aggregate.value())
                .isCloseTo(
                        0.5 * (variance - 1 - Math.log(variance) + 0.09),
                        within(0.05 + Z * aggregate.standardError()));
        assertThat(aggregate.kind()).isEqualTo(EstimateKind.UPPER_BOUND);
        Estimate information = result.metrics().get("mutualInformation");
        Estimate kl = result.metrics().get("kl");
        double error =
                Math.sqrt(
                        Math.pow(aggregate.standardError(), 2)
                                + Math.pow(information.standardError(), 2)
                                + Math.pow(kl.standardError(), 2));
        assertThat(aggregate.value() + information.value())
                .isCloseTo(kl.value(), within(Z * error));
        assertThat(result.examples()).containsEntry("aggregateKl", 2000);
    }

    @Tag("exhaustive")
    @Test
    void theAggregateKlOfOneModel() {
        theAggregateKlIsWhatTheMutualInformationLeavesOfTheKl(0.5);
    }

    /**
     * Two coordinates that both follow x have the correlation {@code r = a b / sqrt((a^2 + 1) (b^2
     * + 1))} and the total correlation {@code -1/2 log(1 - r^2)}.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.7, -2})
    void theTotalCorrelationOfJointlyNormalCoordinates(double second) {
        EvaluationResult result =
                evaluate(model(1.5, second, 1, false), normal(2000), "totalCorrelation");
        Estimate estimate = result.metrics().get("totalCorrelation");
        double r = 1.5 * second / Math.sqrt((1.5 * 1.5 + 1) * (second * second + 1));
        assertThat(estimate.value())
                .isCloseTo(-0.5 * Math.log1p(-r * r), within(0.02 + Z * estimate.standardError()));
        assertThat(estimate.kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
        assertThat(result.caveats()).isEmpty();
    }

    @Tag("full")
    @Test
    void theTotalCorrelationOfTwoCoordinates() {
        theTotalCorrelationOfJointlyNormalCoordinates(-2);
    }

    /**
     * Ten units that are independent under the population: z_u ~ N(0, 1) with I(x; z_u) = log 10
     * each. I(x; z) of 500 data cannot exceed log 500, so that their total correlation is 10 log 10
     * - log 500 = 16.8 nats, where that of the population is 0. Each I(x; z_u) is too low by about
     * its overlap of 50 data, 0.02 nats. Wrong with probability 1e-6.
     */
    @Tag("full")
    @Test
    void theTotalCorrelationOfFewDataIsFarFromThatOfThePopulation() {
        int units = 10;
        int n = 500;
        float[] x = new float[n * units];
        KEY.split("data").normal(x, 0, x.length);
        Euclidean space = new Euclidean(units);
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(units),
                        in ->
                                Tensor.concatenate(
                                        List.of(
                                                in.mul(Math.sqrt(0.99)),
                                                in.mul(0).add(2 * Math.log(0.1))),
                                        1),
                        new ToyNormal.Family(space.dimension()),
                        new StandardNormal(runtime, space),
                        z -> z,
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        EvaluationResult result =
                evaluate(
                        model,
                        Examples.real(units, x),
                        "totalCorrelation",
                        "mutualInformation",
                        "aggregateKl");
        Estimate estimate = result.metrics().get("totalCorrelation");
        assertThat(estimate.value())
                .isCloseTo(
                        units * Math.log(10) - Math.log(n),
                        within(0.5 + Z * estimate.standardError()));
        assertThat(estimate.kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
        String near =
                "I(x; z) of these N = 500 data is near its largest value, log N = 6.21 nats; ";
        assertThat(result.caveats())
                .containsExactly(
                        Map.entry(
                                "totalCorrelation",
                                near
                                        + "the total correlation of the population may be far from"
                                        + " this one"),
                        Map.entry(
                                "mutualInformation",
                                near
                                        + "the mutual information of the population may be much"
                                        + " larger"),
                        Map.entry(
                                "aggregateKl",
                                near + "the KL of the population may be much smaller"));
    }

    /** N exp(-I) posteriors overlap at a draw, here about 20 and 5 of 2000. */
    @Tag("exhaustive")
    @ParameterizedTest
    @CsvSource({"100, false", "400, true"})
    void aCaveatStandsWhereFewPosteriorsOverlap(double slope, boolean isNear) {
        EvaluationResult result = evaluate(model(slope, 1, false), normal(2000));
        assertThat(result.caveats().containsKey("mutualInformation")).isEqualTo(isNear);
    }

    @Test
    void totalCorrelationAsksForUnits() {
        assertThat(evaluate(model(1, 1, true), normal(5), "totalCorrelation").absent())
                .containsEntry(
                        "totalCorrelation",
                        "the posterior does not fall into units of known densities");
    }

    @Test
    void annealingFromAPointMassIsRefusedWithTheReason() {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "importanceExamples",
                                1,
                                "samples",
                                1,
                                "metrics",
                                List.of(
                                        Map.of(
                                                "type",
                                                "logLikelihood.ais",
                                                "temperatures",
                                                2,
                                                "chains",
                                                1,
                                                "leapfrogSteps",
                                                1,
                                                "start",
                                                "posterior",
                                                "examples",
                                                1,
                                                "simulated",
                                                0))));
        EvaluationResult result =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(model(1, 1, true), normal(5), KEY, EvaluationProgress.SILENT);
        assertThat(result.absent())
                .containsEntry(
                        "logLikelihood.ais", "annealing from q needs a density, not a point mass");
    }

    @Test
    void theReconstructionErrorAsksForAMean() {
        assertThat(evaluate(model(1, 1, true), normal(5), "reconstructionError").absent())
                .containsEntry(
                        "reconstructionError", "the mean of p(x given z) has no closed form");
    }

    @Test
    void theReconstructionErrorIsThatOfTheMeanAtTheLocation() {
        float[] x = {-1, 0.5f, 2};
        double[] errors = new double[3];
        for (int i = 0; i < x.length; i++) {
            errors[i] = Math.pow(x[i] - 1 / (1 + Math.exp(-0.5 * x[i])), 2);
        }
        EvaluationResult result =
                evaluate(model(0.5, 1, false), Examples.real(1, x), "reconstructionError");
        Estimate error = result.metrics().get("reconstructionError");
        Estimate expected = Estimate.ofMean(errors, "1", EstimateKind.NOT_A_LIKELIHOOD, 0);
        assertThat(error.value()).isCloseTo(expected.value(), within(1e-12));
        assertThat(error.standardError()).isCloseTo(expected.standardError(), within(1e-12));
        assertThat(error.kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
    }
}
