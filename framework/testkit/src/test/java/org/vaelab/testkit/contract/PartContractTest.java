// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.likelihood.Bernoulli;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Observation;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** Defects of priors, likelihoods and estimators are found as well. */
final class PartContractTest {

    /** There are no settings. */
    record Settings() {}

    private static <C extends PartContract> List<String> failures(
            C contract, Function<C, Stream<DynamicTest>> check) {
        contract.openRuntime();
        try {
            return Failures.of(check.apply(contract));
        } finally {
            contract.closeRuntime();
        }
    }

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

    private record StretchedFactory(double factor) implements PriorFactory<Settings> {

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public String description() {
            return "a prior with a defect";
        }

        @Override
        public Prior create(Settings settings, PartContext context) {
            Euclidean space = context.space(Euclidean.class, "prior");
            return new Stretched(new StandardNormal(context.runtime(), space), factor);
        }
    }

    private static List<String> ofPrior(double factor) {
        PriorContract contract =
                new PriorContract("stretched", Part.of("diagonal-normal", "{latent: 1}")) {
                    @Override
                    PriorFactory<?> factory() {
                        return new StretchedFactory(factor);
                    }
                };
        return failures(contract, PriorContract::drawsHaveTheDensity);
    }

    @Test
    void aPriorThatDrawsTooFarIsFound() {
        assertThat(ofPrior(1)).isEmpty();
        assertThat(ofPrior(1.05)).singleElement().asString().contains("do not have the density");
    }

    /** Independent Bernoullis, of whose log probabilities the mean is taken. */
    private record Averaged(Bernoulli sound, double share) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return sound.domains();
        }

        @Override
        public Head head(DataShape x) {
            return sound.head(x);
        }

        @Override
        public Observation of(Tensor headOutput) {
            Observation observation = sound.of(headOutput);
            return new Observation() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return observation.logProbability(x).mul(share);
                }

                @Override
                public Tensor mean() {
                    return observation.mean();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return observation.sample(key);
                }
            };
        }

        @Override
        public double[] headOutputForMean(DataShape x, double[] mean) {
            return sound.headOutputForMean(x, mean);
        }
    }

    private record AveragedFactory(double share) implements LikelihoodFactory<Settings> {

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public String description() {
            return "a likelihood with a defect";
        }

        @Override
        public Likelihood create(Settings settings, PartContext context) {
            return new Averaged(new Bernoulli(), share);
        }
    }

    private static List<String> ofLikelihood(double share) {
        LikelihoodContract contract =
                new LikelihoodContract("averaged") {
                    @Override
                    LikelihoodFactory<?> factory() {
                        return new AveragedFactory(share);
                    }
                };
        return failures(contract, LikelihoodContract::densityNormalises);
    }

    @Test
    void aMeanOverTheValuesOfADatumIsFound() {
        assertThat(ofLikelihood(1)).isEmpty();
        assertThat(ofLikelihood(0.5)).singleElement().asString().contains("which is not 1");
    }

    /** The evidence lower bound with a weight that it does not tell of. */
    private record Weighted(double weight, double offset) implements Estimator {

        @Override
        public Objective estimate(
                LatentVariableModel model, Batch batch, RandomKey key, Clock clock) {
            Objective sound =
                    new Elbo(1, KlMode.MONTE_CARLO, Schedule.constant(weight))
                            .estimate(model, batch, key, clock);
            return new Objective(
                    sound.loss(),
                    sound.bound().add(offset),
                    sound.terms(),
                    sound.penalties(),
                    sound.divergence());
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind == GradientKind.PATHWISE;
        }
    }

    private record WeightedFactory(double weight, double offset)
            implements EstimatorFactory<Settings> {

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public String description() {
            return "an estimator with a defect";
        }

        @Override
        public Estimator create(Settings settings, PartContext context) {
            return new Weighted(weight, offset);
        }
    }

    private static EstimatorContract estimator(double weight, double offset) {
        return new EstimatorContract("weighted", 1) {
            @Override
            EstimatorFactory<?> factory() {
                return new WeightedFactory(weight, offset);
            }
        };
    }

    @Test
    void aWeightThatIsNotToldIsFound() {
        assertThat(failures(estimator(1, 0), EstimatorContract::theGradientIsUnbiased)).isEmpty();
        assertThat(failures(estimator(0.6, 0), EstimatorContract::theGradientIsUnbiased))
                .singleElement()
                .asString()
                .contains("gradient of the loss");
    }

    @Test
    void aBoundThatIsNotTheSumOfItsTermsIsFound() {
        assertThat(failures(estimator(1, 0), EstimatorContract::termsSumToTheBound)).isEmpty();
        assertThat(failures(estimator(1, 0.1), EstimatorContract::termsSumToTheBound))
                .singleElement()
                .asString()
                .contains("sum of the terms");
        assertThat(failures(estimator(1, 0.3), EstimatorContract::theBoundHasItsExpectation))
                .singleElement()
                .asString()
                .contains("bound: expected");
    }
}
