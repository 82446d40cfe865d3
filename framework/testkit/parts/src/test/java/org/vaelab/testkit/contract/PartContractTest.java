// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.problem.RegularizedEstimator;

/** Defects of priors, likelihoods and estimators are found as well. */
final class PartContractTest {

    /** N(0, I), of which draws are stretched. */
    private record Stretched(StandardNormal sound, double factor) implements Prior {

        @Override
        public LatentSpace space() {
            return sound.space();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return sound.sample(key, n).mul(factor);
        }
    }

    private record StretchedFactory(double factor) implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            Euclidean space = context.space(Euclidean.class, "prior");
            return new Stretched(new StandardNormal(context.runtime(), space), factor);
        }
    }

    private static List<String> ofPrior(double factor) {
        PriorContract contract =
                new PriorContract("stretched", ConfiguredPart.of("toy-normal", "{latent: 1}")) {
                    @Override
                    Object read(String settings) {
                        return new StretchedFactory(factor);
                    }
                };
        return Failures.of(contract, "drawsHaveTheDensity");
    }

    @Test
    void aPriorThatDrawsTooFarIsFound() {
        assertThat(ofPrior(1)).isEmpty();
        assertThat(ofPrior(1.05))
                .singleElement()
                .asString()
                .startsWith(
                        "prior stretched {} on toy-normal {latent: 1}, draws: p(z): the draws do not"
                                + " have the density");
    }

    @Test
    void aPriorThatDrawsOneValueIsFound() {
        assertThat(ofPrior(0))
                .singleElement()
                .asString()
                .contains("p(z): draws repeat: all 20000 are equal");
    }

    /** Draws observations of a sound distribution, well or not. */
    private interface Sampler extends BiFunction<OutputDistribution, RandomKey, Tensor> {}

    /** Independent Bernoullis, of whose log probabilities a share is taken. */
    private record Averaged(ToyCoins sound, double share, Sampler sampler) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return sound.domains();
        }

        @Override
        public Head head(DataShape x) {
            return sound.head(x);
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            OutputDistribution observation = sound.of(headOutput);
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return observation.logProbability(x).mul(share);
                }

                @Override
                public Optional<Tensor> mean() {
                    return observation.mean();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return sampler.apply(observation, key);
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            sound.startAt(mean, decoder);
        }
    }

    private record AveragedFactory(double share, Sampler sampler) implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return new Averaged(new ToyCoins(), share, sampler);
        }
    }

    private static List<String> ofLikelihood(double share, Sampler sampler, String check) {
        LikelihoodContract contract =
                new LikelihoodContract("averaged") {
                    @Override
                    Object read(String settings) {
                        return new AveragedFactory(share, sampler);
                    }
                };
        return Failures.of(contract, check);
    }

    @Test
    void aMeanOverTheValuesOfADatumIsFound() {
        assertThat(ofLikelihood(1, OutputDistribution::sample, "densityNormalises")).isEmpty();
        assertThat(ofLikelihood(0.5, OutputDistribution::sample, "densityNormalises"))
                .singleElement()
                .asString()
                .contains("which is not 1");
    }

    private static Tensor repeated(OutputDistribution p, RandomKey key, int axis) {
        Tensor x = p.sample(key);
        return x.slice(axis, 0, 1).broadcastTo(x.shape());
    }

    @ParameterizedTest
    @MethodSource("repeatingSamplers")
    void drawsOfDataThatRepeatAreFound(Sampler sampler, String message) {
        assertThat(ofLikelihood(1, OutputDistribution::sample, "keysDecideTheBytes")).isEmpty();
        assertThat(ofLikelihood(1, sampler, "keysDecideTheBytes"))
                .singleElement()
                .asString()
                .contains(message);
    }

    static Stream<Arguments> repeatingSamplers() {
        Sampler oneKey = (p, key) -> p.sample(RandomKey.of(1));
        Sampler overDraws = (p, key) -> repeated(p, key, 0);
        Sampler overRows = (p, key) -> repeated(p, key, 1);
        return Stream.of(
                Arguments.of(oneKey, "another key"),
                Arguments.of(
                        overDraws, "p(x): draws repeat over K: all 40 draws of a row are equal"),
                Arguments.of(
                        overRows, "p(x): draws repeat over rows: all 50 rows have equal draws"));
    }

    /**
     * The evidence lower bound with defects.
     *
     * @param klWeight of its KL
     * @param scale of the gradient of its loss, which has the right value
     * @param offset of the bound
     */
    private record Weighted(Schedule klWeight, double scale, double offset) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            Objective sound =
                    RegularizedEstimator.of(new Elbo(1, KlMode.MONTE_CARLO), klWeight)
                            .estimate(step);
            Tensor loss = sound.loss();
            return new Objective(
                    scale == 1 ? loss : loss.mul(scale).add(loss.stopGradient().mul(1 - scale)),
                    sound.bound().add(offset),
                    sound.terms(),
                    sound.penalties(),
                    sound.klSource(),
                    sound.klWeight(),
                    sound.updates());
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind == GradientKind.PATHWISE;
        }
    }

    /**
     * Makes estimators with defects.
     *
     * @param factor of the weight that a model asks for
     * @param ignores whether the weight is {@code factor}, whatever a model asks for
     */
    @org.vaelab.framework.settings.Part("weighted")
    private record WeightedFactory(double factor, boolean ignores, double scale, double offset)
            implements EstimatorPart {

        @Override
        public Estimator create(EstimatorContext context) {
            Schedule klWeight = ignores ? Schedule.constant(factor) : context.klWeight();
            return new Weighted(ignores ? klWeight : klWeight.times(factor), scale, offset);
        }
    }

    private static EstimatorContract estimator(WeightedFactory factory, boolean lossIsTheBound) {
        return new EstimatorContract("weighted", 1) {
            @Override
            Object read(String settings) {
                return factory;
            }

            @Override
            protected boolean lossIsTheBound() {
                return lossIsTheBound;
            }
        };
    }

    private static EstimatorContract estimator(double factor, double offset) {
        return estimator(new WeightedFactory(factor, false, 1, offset), true);
    }

    @Test
    void anIgnoredWeightOfTheKlIsFound() {
        WeightedFactory ignoring = new WeightedFactory(1, true, 1, 0);
        for (boolean lossIsTheBound : new boolean[] {true, false}) {
            assertThat(Failures.of(estimator(ignoring, lossIsTheBound), "theGradientIsUnbiased"))
                    .singleElement()
                    .asString()
                    .contains("the estimator ignores training.klWeight");
        }
    }

    @Test
    void aGradientThatIsNotThatOfTheLossIsFound() {
        WeightedFactory sound = new WeightedFactory(0.7, false, 1, 0);
        WeightedFactory scaled = new WeightedFactory(1, false, 0.9, 0);
        assertThat(Failures.of(estimator(scaled, false), "theGradientIsUnbiased"))
                .singleElement()
                .asString()
                .contains("gradient of the loss less the slope");
        assertThat(Failures.of(estimator(sound, false), "theGradientIsUnbiased"))
                .singleElement()
                .asString()
                .contains("klWeight of the objective, where training.klWeight is 3");
    }

    @Test
    void aWeightThatIsNotToldIsFound() {
        assertThat(Failures.of(estimator(1, 0), "theGradientIsUnbiased")).isEmpty();
        assertThat(Failures.of(estimator(0.6, 0), "theGradientIsUnbiased"))
                .singleElement()
                .asString()
                .contains("gradient of the loss");
    }

    @Test
    void aBoundThatIsNotTheSumOfItsTermsIsFound() {
        assertThat(Failures.of(estimator(1, 0), "termsSumToTheBound")).isEmpty();
        assertThat(Failures.of(estimator(1, 0.1), "termsSumToTheBound"))
                .singleElement()
                .asString()
                .contains("sum of the terms");
        assertThat(Failures.of(estimator(1, 0.3), "theBoundHasItsExpectation"))
                .singleElement()
                .asString()
                .contains("bound: expected");
    }

    @Test
    void aBoundThatFallsAgainIsFound() {
        ModelContract.requireRising("elbo", -18.2, -17, -17.001);
        assertThatThrownBy(() -> ModelContract.requireRising("elbo", -18.2, -17, -17.1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("elbo of [-18.2, -17.0, -17.1] at the start, after 50");
    }
}
