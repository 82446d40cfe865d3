// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.Inference.WrappedInference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Every inference with every posterior and every estimator, of examples with all modalities and
 * with some: it gives a bound that is right, or it is rejected with the names of what does not fit.
 *
 * <p>Right: importance weights of many draws give log p(x) of each example as the joint encoder's
 * do, within five standard errors. So the density of the draws is theirs, also where a modality is
 * missing. And the bound of each estimator is a finite number, with a gradient in the encoder of
 * every modality.
 */
final class CombinationsTest {

    private static final RandomKey KEY = RandomKey.of(11);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 10));
    private static final int DRAWS = 1000;
    private static final double ERRORS = 5;

    private record Combination(String inference, Map<String, ?> settings) {}

    private static final List<Combination> INFERENCES =
            List.of(
                    new Combination("", Map.of()),
                    new Combination("poe", Map.of()),
                    new Combination("poe", Map.of("priorExpert", false)),
                    new Combination("moe", Map.of()),
                    new Combination("moe", Map.of("stratified", false)),
                    new Combination("mopoe", Map.of()),
                    new Combination("mopoe", Map.of("priorExpert", false, "stratified", false)),
                    new Combination("mmvae-plus", Map.of()),
                    new Combination("mmvae-plus", Map.of("stratified", false)),
                    new Combination("mmvae-plus", Map.of("auxiliaryKl", false)));

    private record Chosen(String posterior, Map<String, ?> settings) {

        /** Returns whether an inference must take it, whose densities are Normal. */
        boolean isOfNormals(Combination inference) {
            return posterior.equals("diagonal-normal")
                    || (inference.inference().equals("mmvae-plus")
                            && settings.containsValue("normal(1) x normal(1) x normal(1)"));
        }

        /**
         * Without factors, mmvae-plus is moe; and few inferences differ in what they do with
         * factors.
         */
        boolean isTried(Combination inference) {
            return posterior.equals("product")
                    ? inference.settings().isEmpty() || inference.inference().equals("mmvae-plus")
                    : !inference.inference().equals("mmvae-plus") || isOfNormals(inference);
        }
    }

    private static final List<Chosen> POSTERIORS =
            List.of(
                    new Chosen("diagonal-normal", Map.of("latent", 2)),
                    new Chosen("full-normal", Map.of("latent", 2)),
                    new Chosen("laplace", Map.of("latent", 2)),
                    new Chosen("von-mises-fisher", Map.of("latent", 2)),
                    new Chosen("power-spherical", Map.of("latent", 2)),
                    new Chosen("categorical", Map.of("variables", 2, "categories", 3)),
                    new Chosen("real-nvp", Map.of("latent", 2)),
                    new Chosen("product", Map.of("latent", "normal(1) x normal(1) x normal(1)")),
                    new Chosen("product", Map.of("latent", "laplace(1) x normal(1) x sphere(2)")),
                    new Chosen("product", Map.of("latent", "normal(1) x laplace(1) x normal(1)")),
                    new Chosen(
                            "product",
                            Map.of("latent", "onehot(1, 3) x onehot(1, 2) x onehot(1, 2)")));

    private static final List<String> ESTIMATORS =
            List.of(
                    "elbo",
                    "iwae",
                    "stl",
                    "dreg",
                    "vimco",
                    "score-function",
                    "rws",
                    "renyi",
                    "ciwae",
                    "miwae",
                    "modalities");

    /** What a message must name for a rejection to be one. */
    private static final List<String> REASONS =
            List.of(
                    "computes with natural parameters",
                    "needs draws that are independent",
                    "cannot use the",
                    "of the family of the posterior",
                    "set inference.auxiliaryKl: true");

    @Tag("full")
    @TestFactory
    List<DynamicTest> everyCombinationIsRightOrRejectedByName() {
        return combinations(chosen -> !chosen.posterior().equals("real-nvp"));
    }

    @Tag("full")
    @TestFactory
    List<DynamicTest> everyCombinationWithAFlowIsRightOrRejectedByName() {
        return combinations(chosen -> chosen.posterior().equals("real-nvp"));
    }

    private static List<DynamicTest> combinations(Predicate<Chosen> which) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Combination of : INFERENCES) {
            for (Chosen chosen :
                    POSTERIORS.stream().filter(which).filter(p -> p.isTried(of)).toList()) {
                PosteriorPart posterior =
                        TwoViews.part(PosteriorPart.class, chosen.posterior(), chosen.settings());
                tests.add(
                        DynamicTest.dynamicTest(
                                of.inference() + of.settings() + " " + chosen,
                                () -> check(of, posterior, chosen.isOfNormals(of))));
            }
        }
        return tests;
    }

    private static void check(Combination of, PosteriorPart posterior, boolean isOfNormals) {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            List<String> accepted = new ArrayList<>();
            for (String estimator : ESTIMATORS) {
                EstimatorPart part = TwoViews.part(EstimatorPart.class, estimator, Map.of());
                try {
                    AssembledModel made =
                            TwoViews.model(runtime, posterior, of.inference(), of.settings(), part);
                    checkEstimate(made, PartType.nameOf(posterior));
                    if (accepted.isEmpty()) {
                        checkWeights(runtime, made.model(), posterior, Phase.evaluation());
                        checkWeights(runtime, made.model(), posterior, TRAINING);
                    }
                    accepted.add(estimator);
                } catch (IllegalArgumentException e) {
                    assertThat(REASONS)
                            .as("%s: %s", estimator, e.getMessage())
                            .anyMatch(e.getMessage()::contains);
                }
            }
            boolean isStratified =
                    of.inference().startsWith("m") && !of.settings().containsKey("stratified");
            if (isOfNormals) {
                assertThat(accepted).contains("elbo", "iwae", "modalities");
            }
            if (isStratified) {
                assertThat(accepted).doesNotContain("dreg", "vimco", "rws");
            }
        }
    }

    private static void checkEstimate(AssembledModel made, String posterior) {
        LatentVariableModel model = made.model();
        TensorRuntime runtime = model.runtime();
        Batch batch = TwoViews.batch(runtime, TwoViews.ROWS);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Objective objective =
                    made.estimator()
                            .estimate(
                                    new Step(
                                            model,
                                            batch,
                                            KEY,
                                            new TrainingProgress(0, 10),
                                            made.regularizer()));
            for (double value : objective.bound().readDoubles()) {
                assertThat(value).as("bound").isFinite();
            }
            Gradients gradients = tape.gradients(objective.minimised());
            model.inference()
                    .parameters()
                    .forEach(
                            parameter -> {
                                double[] gradient = gradients.of(parameter.value()).readDoubles();
                                assertThat(Arrays.stream(gradient).allMatch(Double::isFinite))
                                        .as("gradient in " + parameter.name() + " of " + posterior)
                                        .isTrue();
                                if (parameter.name().startsWith("encoder")
                                        && parameter.name().endsWith("bias")) {
                                    assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0))
                                            .as("a gradient in " + parameter.name())
                                            .isTrue();
                                }
                            });
        }
    }

    /** An inference that encodes each batch that it sees. */
    private record Encoding(Inference wrapped) implements WrappedInference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return wrapped.infer(p, batch, key, phase);
        }
    }

    @Tag("full")
    @TestFactory
    List<DynamicTest> boundsOfSubsetsAreThoseOfExpertsThatEncodeEach() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String inference : List.of("poe", "moe", "mopoe", "mmvae-plus")) {
            for (String of : List.of("elbo", "iwae", "stl", "dreg", "renyi", "rws")) {
                tests.add(
                        DynamicTest.dynamicTest(
                                inference + " " + of, () -> checkShared(inference, of)));
            }
        }
        return tests;
    }

    /**
     * Both add the same numbers, the gradient in another order, which changes some hundred
     * roundings.
     */
    private static void checkShared(String inference, String of) {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            AssembledModel made = withSubsets(runtime, inference, of);
            LatentVariableModel model = made.model();
            assertThat(model.inference()).isInstanceOf(ExpertsInference.class);
            assertThat(gradients(made, model))
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(gradients(made, model.with(new Encoding(model.inference()))));
        }
    }

    /** Returns a model whose loss has bounds of subsets and weights. */
    private static AssembledModel withSubsets(TensorRuntime runtime, String inference, String of) {
        PosteriorPart posterior =
                inference.equals("mmvae-plus")
                        ? TwoViews.part(
                                PosteriorPart.class,
                                "product",
                                Map.of("latent", "normal(1) x normal(1) x normal(1)"))
                        : TwoViews.part(
                                PosteriorPart.class, "diagonal-normal", Map.of("latent", 2));
        Map<String, ?> draws =
                List.of("", "poe").contains(inference) ? Map.of() : Map.of("stratified", false);
        Map<String, ?> settings = Map.of("of", of, "subsets", 2, "weights", Map.of("a", 3));
        EstimatorPart part = TwoViews.part(EstimatorPart.class, "modalities", settings);
        return TwoViews.model(runtime, posterior, inference, draws, part);
    }

    @Tag("full")
    @TestFactory
    List<DynamicTest> singlesOfCompleteDataAreThoseOfDataThatMayLackSome() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String inference : List.of("", "poe", "moe", "mopoe", "mmvae-plus")) {
            for (String of : List.of("elbo", "iwae", "dreg", "rws")) {
                tests.add(
                        DynamicTest.dynamicTest(
                                inference + " " + of, () -> checkComplete(inference, of)));
            }
        }
        return tests;
    }

    private static void checkComplete(String inference, String of) {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            AssembledModel made = withSubsets(runtime, inference, of);
            ModalitiesObjective lacking = (ModalitiesObjective) made.estimator();
            ModalitiesObjective complete =
                    new ModalitiesObjective(
                            lacking.of(),
                            lacking.modalities(),
                            true,
                            lacking.singles(),
                            lacking.subsets(),
                            lacking.weights());
            assertThat(lacking.isComplete()).isFalse();
            double[][] rows = {{0.7, -0.5, 1.2}, {-0.4, 0.9, 0.1}};
            assertThat(gradients(made, complete, made.model(), rows))
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(gradients(made, lacking, made.model(), rows));
        }
    }

    /** A weight w adds w - 1 times the reconstruction of its modality to what is maximised. */
    @Test
    void theLossIsLinearInTheWeightOfAModality() {
        double one = lossWithWeight(1);
        double three = lossWithWeight(3);
        assertThat(three - one).isGreaterThan(0.1);
        assertThat(lossWithWeight(5) - one).isCloseTo(2 * (three - one), within(1e-12));
    }

    private static double lossWithWeight(double weight) {
        PosteriorPart posterior =
                TwoViews.part(PosteriorPart.class, "diagonal-normal", Map.of("latent", 2));
        EstimatorPart part =
                TwoViews.part(
                        EstimatorPart.class,
                        "modalities",
                        Map.of("weights", Map.of("a", weight), "singles", false));
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            AssembledModel made = TwoViews.model(runtime, posterior, "poe", Map.of(), part);
            return gradients(made, made.model())[0];
        }
    }

    /** Returns the loss, and all gradients. */
    private static double[] gradients(AssembledModel made, LatentVariableModel model) {
        return gradients(made, made.estimator(), model, TwoViews.ROWS);
    }

    private static double[] gradients(
            AssembledModel made, Estimator estimator, LatentVariableModel model, double[][] rows) {
        Batch batch = TwoViews.batch(model.runtime(), rows);
        TrainingProgress clock = new TrainingProgress(0, 10);
        try (GradientTape tape = GradientTape.record(model.runtime())) {
            Step step = new Step(model, batch, KEY, clock, made.regularizer());
            Tensor loss = estimator.estimate(step).minimised();
            Gradients gradients = tape.gradients(loss);
            return DoubleStream.concat(
                            Arrays.stream(loss.readDoubles()),
                            model.parameters().stream()
                                    .flatMapToDouble(
                                            p ->
                                                    Arrays.stream(
                                                            gradients.of(p.value()).readDoubles())))
                    .toArray();
        }
    }

    /** log p(x) by draws of q, and by draws of the prior, agree. */
    private static void checkWeights(
            TensorRuntime runtime,
            LatentVariableModel model,
            PosteriorPart posterior,
            Phase phase) {
        Batch batch = TwoViews.batch(runtime, TwoViews.ROWS);
        JointDraw draw = model.infer(batch, KEY, phase).draw(KEY.split("draws"), DRAWS);
        if (draw.isRelaxed()) {
            return;
        }
        Tensor logWeights =
                model.output(draw, batch)
                        .logProbability(batch.x())
                        .add(model.logPrior(draw, batch))
                        .sub(draw.logProbability());
        Tensor prior =
                model.generative()
                        .output(
                                model.generative()
                                        .sample(KEY.split("prior"), 3 * DRAWS, Map.of())
                                        .mapped(
                                                z ->
                                                        z.reshape(
                                                                z.shape()
                                                                        .from(1)
                                                                        .prepend(DRAWS, 3))),
                                Map.of())
                        .logProbability(batch.x());
        double[] byQ = ImportanceTerms.logMean(logWeights).readDoubles();
        double[] byPrior = ImportanceTerms.logMean(prior).readDoubles();
        for (int row = 0; row < byQ.length; row++) {
            double error = Math.hypot(error(logWeights, row), error(prior, row));
            assertThat(Math.abs(byQ[row] - byPrior[row]))
                    .as(
                            "log p(x) of row %s by q, %s, and by the prior, %s, of %s",
                            row, byQ[row], byPrior[row], PartType.nameOf(posterior))
                    .isLessThan(ERRORS * error);
        }
    }

    private static double error(Tensor logWeights, int row) {
        double[] all = logWeights.readDoubles();
        double[] own = new double[DRAWS];
        Arrays.setAll(own, k -> all[3 * k + row]);
        double most = Arrays.stream(own).max().orElseThrow();
        double mean = Arrays.stream(own).map(w -> Math.exp(w - most)).average().orElseThrow();
        double square =
                Arrays.stream(own).map(w -> Math.exp(2 * (w - most))).average().orElseThrow();
        return Math.sqrt((square / (mean * mean) - 1) / DRAWS) + 1e-9;
    }
}
