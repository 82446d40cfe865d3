// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.SmallProblem;

/**
 * The objectives of a VAE-GAN, which are written down again here with a critic of one hidden layer.
 */
final class VaeGanTest {

    private static final RandomKey KEY = RandomKey.of(61);
    private static final double STEP = 1e-5;
    private static final double WEIGHT = 0.5;
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(VaeGanTest.class.getClassLoader());

    private final SmallProblem.Setup setup = SmallProblem.toy(PLUGINS);

    private SmallProblem problem = setup.open();

    @AfterEach
    void close() {
        problem.close();
    }

    private static Critic.Settings critic(List<Integer> hidden) {
        return StrictMapper.of(
                Critic.Settings.class, Map.of("hidden", hidden, "activation", "tanh"));
    }

    private static VaeGan part(double gamma) {
        return new VaeGan(gamma, 1, critic(List.of(5)));
    }

    /** A step of two draws of four examples, and the objectives of algorithm 1. */
    private static final class Objectives {

        private final SmallProblem of;
        private final Step step;
        private final double gamma;

        Objectives(SmallProblem of, double gamma) {
            this.of = of;
            this.gamma = gamma;
            Batch batch = Batch.of(SmallProblem.evaluationExamples(of.runtime()).slice(0, 0, 4));
            this.step = of.assembled().step(batch, KEY, new TrainingProgress(0, 10));
        }

        Objective estimated() {
            return of.assembled().estimator().estimate(step);
        }

        private Tensor weight(int i) {
            return of.assembled().regularizer().parameters().get(i).value();
        }

        private Tensor features(Tensor x) {
            return x.matmul(weight(0)).add(weight(1)).tanh();
        }

        /** D(x), [...]. */
        private Tensor probability(Tensor x) {
            return features(x).mul(weight(2).reshape(5)).sum(-1).add(weight(3)).sigmoid();
        }

        private Tensor decoded(Latents z) {
            return step.model().generative().output(z, Map.of()).mean().orElseThrow();
        }

        private Tensor reconstructed() {
            return decoded(step.draws(2).draw().values());
        }

        private Tensor distance() {
            return features(reconstructed())
                    .sub(features(step.batch().x()))
                    .square()
                    .sum(-1)
                    .mul(0.5)
                    .mean();
        }

        private ElboTerms terms() {
            return ElboTerms.of(step.model(), step.batch(), step.draws(2).draw(), KlMode.AUTO);
        }

        Tensor ofEncoder() {
            return terms().kl().mean().mul(WEIGHT).add(distance());
        }

        Tensor ofCritic() {
            Latents prior =
                    step.model()
                            .generative()
                            .sample(step.forPart("regularizer").key().split("prior"), 4, Map.of());
            return probability(step.batch().x())
                    .log()
                    .mean()
                    .add(probability(reconstructed()).neg().add(1).log().mean())
                    .add(probability(decoded(prior)).neg().add(1).log().mean())
                    .neg();
        }

        Tensor ofDecoder() {
            return distance().mul(gamma).sub(ofCritic());
        }

        /**
         * The gradient of what a step minimises against differences of the objective of some
         * parameters.
         */
        void check(String name, List<Parameter> parameters, Supplier<Tensor> objective) {
            double slope = 0;
            try (GradientTape tape = GradientTape.record(of.runtime())) {
                var gradients = tape.gradients(estimated().minimised());
                for (Parameter p : parameters) {
                    slope += gradients.of(p.value()).mul(direction(p)).sum().readScalar();
                }
            }
            double[] values = new double[2];
            for (int side = 0; side < 2; side++) {
                move(parameters, side == 0 ? STEP : -2 * STEP);
                values[side] = objective.get().readScalar();
            }
            move(parameters, STEP);
            assertThat(slope).as(name).isNotZero();
            // Truncation and rounding are both below 1e-9 for objectives of order 10.
            assertThat((values[0] - values[1]) / (2 * STEP))
                    .as(name)
                    .isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
        }

        private static void move(List<Parameter> parameters, double by) {
            for (Parameter p : parameters) {
                p.assign(p.value().stopGradient().add(direction(p).mul(by)));
            }
        }

        private static Tensor direction(Parameter parameter) {
            Tensor value = parameter.value();
            return value.runtime().normal(KEY.split(parameter.name()), value.shape());
        }
    }

    private void open(double gamma) {
        problem.close();
        problem =
                setup.withRegularizer(part(gamma))
                        .with(b -> b.withEstimator(new Elbo(2, KlMode.AUTO)))
                        .with(b -> b.trainedBy(Schedule.constant(WEIGHT), false))
                        .open();
    }

    /** Encoder w KL + F, decoder gamma F - G, critic G (Larsen et al. 2016, algorithm 1). */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 20})
    void eachPartFollowsItsOwnObjective(double gamma) {
        open(gamma);
        try (TensorScope scope = problem.runtime().scope()) {
            Objectives all = new Objectives(problem, gamma);
            all.check("encoder", problem.model().inference().parameters(), all::ofEncoder);
            all.check("decoder", problem.model().generative().parameters(), all::ofDecoder);
            all.check("critic", problem.assembled().regularizer().parameters(), all::ofCritic);
        }
    }

    /**
     * The loss is the encoder's objective, the own one the critic's, and the bound that of the
     * likelihood.
     */
    @Test
    void theLossReplacesTheReconstructionAndTheBoundKeepsIt() {
        open(3);
        try (TensorScope scope = problem.runtime().scope()) {
            Objectives all = new Objectives(problem, 3);
            Objective found = all.estimated();
            assertThat(found.loss().readScalar())
                    .isCloseTo(all.ofEncoder().readScalar(), within(1e-10));
            assertThat(found.own().orElseThrow().readScalar())
                    .isCloseTo(all.ofCritic().readScalar(), within(1e-10));
            assertThat(found.bound().readDoubles()).isEqualTo(all.terms().bound().readDoubles());
            assertThat(found.klWeight().getAsDouble()).isEqualTo(WEIGHT);
        }
    }

    /** What has more to learn than a mean, no KL, or another estimator, is rejected. */
    @Test
    void whatTheLossDoesNotTrainIsRejected() {
        for (String likelihood : List.of("discretized-logistic", "categorical", "gaussian")) {
            LikelihoodPart part = PLUGINS.of(LikelihoodPart.class).create(likelihood);
            assertThatThrownBy(() -> unbinarised(part))
                    .as(likelihood)
                    .hasMessageContaining("regularizer 'vae-gan' trains the mean of p(x given z)")
                    .hasMessageContaining("set likelihood: bernoulli, continuous-bernoulli");
        }
        InferencePart point = PLUGINS.of(InferencePart.class).create("deterministic");
        assertThatThrownBy(() -> setup.withRegularizer(part(1)).withInference(point).open())
                .hasMessageContaining("needs log q");
    }

    /** Assembles a model of grey levels, because these likelihoods have no density of bits. */
    private void unbinarised(LikelihoodPart likelihood) {
        KnownData data =
                new KnownData(DataShape.flat(2), ValueDomain.GREY_LEVELS, new double[] {0.5, 0.5});
        ModelBlueprint.of(
                        new ToyNormal.Family(2),
                        likelihood,
                        NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(3))))
                .toBuilder()
                .regularizer(part(1))
                .build()
                .assemble(problem.runtime(), PLUGINS, data, KEY);
    }

    @Test
    void whatIsNoDataOfACriticIsRejected() {
        double[] gap = {1, Double.NaN, 0, 2};
        assertThatThrownBy(() -> create(new GivenData(Examples.realWithMissing(2, gap))))
                .hasMessageContaining("vae-gan")
                .hasMessageContaining("have missing values: fill them in");
        assertThatThrownBy(
                        () ->
                                create(
                                        new KnownData(
                                                DataShape.flat(1),
                                                ValueDomain.COUNTS,
                                                new double[] {3})))
                .hasMessageContaining(
                        "a critic of pixels or numbers, and these data are counts; choose another");
        assertThatThrownBy(() -> new VaeGan(0, 1, critic(List.of(5))))
                .hasMessageContaining("gamma");
        assertThatThrownBy(() -> new VaeGan(1, 2, critic(List.of(5))))
                .hasMessageContaining(
                        "layer must be the number of a hidden layer of the critic, 1 to 1");
        assertThatThrownBy(() -> new VaeGan(1, 1, critic(List.of())))
                .hasMessageContaining("critic.hidden must have a layer");
    }

    private void create(DataSummary data) {
        PartContext context = new PartContext(problem.runtime(), KEY, data, PLUGINS);
        part(1).create(new EstimatorContext(context, KlWeight.ONE, List.of(new Euclidean(2))));
    }
}
