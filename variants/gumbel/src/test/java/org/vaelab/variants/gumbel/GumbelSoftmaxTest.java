// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The Gumbel-softmax variant as a config assembles it, against sums over all 27 values of three
 * variables of three categories.
 *
 * <p>Each statistical assertion is wrong with probability 1e-7.
 */
class GumbelSoftmaxTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(GumbelSoftmaxTest.class.getClassLoader());
    private static final DataShape SHAPE = DataShape.flat(6);
    private static final double[] MEAN = {0.5, 0.4, 0.6, 0.3, 0.7, 0.5};
    private static final float[] DATUM = {1, 0, 1, 1, 0, 0};
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);
    private static final RandomKey KEY = RandomKey.of(1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static GumbelSoftmax settings(CategoricalFamily.Drawing draw, GumbelSoftmax.Kl kl) {
        return new GumbelSoftmax(3, 3, Schedule.constant(0.7), draw, kl);
    }

    private AssembledModel assemble(
            GumbelSoftmax settings, Optional<PriorPart> prior, Optional<EstimatorPart> estimator) {
        ModelBlueprint.OfParts blueprint =
                ModelBlueprint.of(
                                settings.posterior().orElseThrow(),
                                PLUGINS.of(LikelihoodPart.class).create("bernoulli"),
                                NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(5))))
                        .withEstimator(settings.estimator());
        if (prior.isPresent()) {
            blueprint = blueprint.withPrior(prior.get());
        }
        if (estimator.isPresent()) {
            blueprint = blueprint.withEstimator(estimator.get());
        }
        return blueprint.assemble(
                runtime, PLUGINS, new KnownData(SHAPE, ValueDomain.BINARY, MEAN), KEY);
    }

    private AssembledModel assemble(CategoricalFamily.Drawing draw, GumbelSoftmax.Kl kl) {
        return assemble(settings(draw, kl), Optional.empty(), Optional.empty());
    }

    private static Optional<PriorPart> prior(String name) {
        return Optional.of(PLUGINS.of(PriorPart.class).create(name));
    }

    private Objective objective(AssembledModel assembled) {
        return objective(assembled.model(), assembled.estimator());
    }

    private Objective objective(LatentVariableModel model, Estimator estimator) {
        Tensor x = runtime.tensor(DATUM, Shape.of(1, 6));
        return estimator.estimate(new Step(model, Batch.of(x), KEY, CLOCK));
    }

    @Test
    void theObjectiveSaysWhichKlItTook() {
        try (TensorScope scope = runtime.scope()) {
            for (CategoricalFamily.Drawing draw :
                    List.of(
                            CategoricalFamily.Drawing.RELAXED,
                            CategoricalFamily.Drawing.STRAIGHT_THROUGH)) {
                AssembledModel exact = assemble(draw, GumbelSoftmax.Kl.CATEGORICAL);
                assertThat(objective(exact).klSource()).isEqualTo(KlSource.ANALYTIC);
                assertThat(objective(assemble(draw, GumbelSoftmax.Kl.RELAXED)).klSource())
                        .isEqualTo(KlSource.RELAXED);
                Estimator iwae = new ImportanceWeighted(3);
                assertThat(objective(exact.model(), iwae).klSource()).isEqualTo(KlSource.RELAXED);
            }
        }
    }

    private static Examples copies(int n) {
        float[] values = new float[n * DATUM.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = DATUM[i % DATUM.length];
        }
        return Examples.real(DATUM.length, values);
    }

    private static EvaluationResult evaluate(LatentVariableModel model, int copies, int draws) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class, Map.of("importanceSamples", draws, "samples", 1));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, copies(copies), KEY, EvaluationProgress.SILENT);
    }

    /**
     * Whatever training draws, evaluation draws from the categorical distributions: its bound has
     * the expectation of the enumerated one, and its importance weights the mean p(x).
     */
    @Tag("full")
    @Test
    void evaluationAgreesWithEnumeration() {
        for (String name : List.of("uniform-categorical", "learned-categorical")) {
            for (CategoricalFamily.Drawing draw :
                    List.of(
                            CategoricalFamily.Drawing.RELAXED,
                            CategoricalFamily.Drawing.STRAIGHT_THROUGH)) {
                LatentVariableModel model =
                        assemble(
                                        settings(draw, GumbelSoftmax.Kl.RELAXED),
                                        prior(name),
                                        Optional.empty())
                                .model();
                sharpen(model);
                double elbo;
                double logLikelihood;
                try (TensorScope scope = runtime.scope()) {
                    Tensor x = runtime.tensor(DATUM, Shape.of(1, 6));
                    elbo = TabularModel.exactElbo(model, x)[0];
                    logLikelihood = TabularModel.exactLogLikelihood(model, x)[0];
                }
                assertThat(logLikelihood - elbo).isGreaterThan(0.1);
                EvaluationResult one = evaluate(model, 5000, 1);
                ASSERT.mean("elbo", one.perDatum().elbo(), elbo, 0.25);
                // One importance sample is the evidence lower bound.
                ASSERT.mean("K = 1", one.perDatum().logLikelihood(), elbo, 0.25);
                double[] weights =
                        Arrays.stream(evaluate(model, 1000, 100).perDatum().logLikelihood())
                                .map(bound -> Math.exp(bound - logLikelihood))
                                .toArray();
                ASSERT.mean("p(x)", weights, 1, 0.1);
            }
        }
    }

    /** A family that forgets the phase is refused, not measured. */
    @Test
    void aRelaxedDrawIsRefusedInEvaluation() {
        LatentVariableModel model =
                assemble(CategoricalFamily.Drawing.RELAXED, GumbelSoftmax.Kl.CATEGORICAL).model();
        OneLatent parts = new OneLatent(model);
        PosteriorFamily discrete = parts.family();
        PosteriorFamily forgetful =
                new PosteriorFamily() {
                    @Override
                    public LatentSpace space() {
                        return discrete.space();
                    }

                    @Override
                    public Head head() {
                        return discrete.head();
                    }

                    @Override
                    public Posterior of(Tensor headOutput, Phase phase) {
                        return discrete.of(headOutput, Phase.training(CLOCK));
                    }
                };
        LatentVariableModel relaxed =
                model.with(
                        new AmortizedInference(
                                new AmortizedInference.Encoder(
                                        OneLatent.Z, parts.encoder().network(), forgetful)));
        assertThatThrownBy(() -> evaluate(relaxed, 2, 1))
                .hasMessage(
                        "the posterior is relaxed in evaluation, where its bound would not be one");
    }

    /** Makes q and p(x given z) depend on their arguments, more than initial weights do. */
    private void sharpen(LatentVariableModel model) {
        try (TensorScope scope = runtime.scope()) {
            model.parameters().stream()
                    .filter(p -> p.name().endsWith("weight") || p.name().endsWith("logits"))
                    .forEach(
                            p ->
                                    p.assign(
                                            p.value()
                                                    .stopGradient()
                                                    .add(
                                                            runtime.normal(
                                                                            KEY.split(p.name()),
                                                                            p.value().shape())
                                                                    .mul(0.5))));
        }
    }

    @Test
    void partsOfAConfigReplaceThoseOfTheVariant() {
        EstimatorPart vimco =
                PLUGINS.of(EstimatorPart.class)
                        .create(new PartChoice("vimco", Map.of("samples", 3)));
        AssembledModel assembled =
                assemble(
                        settings(CategoricalFamily.Drawing.DISCRETE, GumbelSoftmax.Kl.CATEGORICAL),
                        prior("learned-categorical"),
                        Optional.of(vimco));
        assertThat(new OneLatent(assembled.model()).prior()).isInstanceOf(LearnedCategorical.class);
        try (TensorScope scope = runtime.scope()) {
            OneLatent parts = new OneLatent(assembled.model());
            Posterior q = parts.encode(runtime.tensor(DATUM, Shape.of(1, 6)), Phase.evaluation());
            assertThat(assembled.model().kl().find(q, parts.prior())).isPresent();
            assertThat(objective(assembled).klSource()).isEqualTo(KlSource.MONTE_CARLO);
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThatThrownBy(
                        () ->
                                assemble(
                                        CategoricalFamily.Drawing.DISCRETE,
                                        GumbelSoftmax.Kl.CATEGORICAL))
                .hasMessageStartingWith(
                        "estimator 'elbo' cannot use the score function gradient of posterior"
                                + " 'categorical'; set draw: relaxed or straight-through, or"
                                + " estimator: ")
                .hasMessageContaining("score-function");
        EstimatorPart vimco =
                PLUGINS.of(EstimatorPart.class)
                        .create(new PartChoice("vimco", Map.of("samples", 3)));
        assertThatThrownBy(
                        () ->
                                assemble(
                                        settings(
                                                CategoricalFamily.Drawing.RELAXED,
                                                GumbelSoftmax.Kl.CATEGORICAL),
                                        Optional.empty(),
                                        Optional.of(vimco)))
                .hasMessageStartingWith(
                        "estimator 'vimco' cannot use the relaxed gradient of posterior"
                                + " 'categorical'; set draw: discrete, or estimator: ")
                .hasMessageContaining("iwae");
        assertThatThrownBy(
                        () ->
                                assemble(
                                        settings(
                                                CategoricalFamily.Drawing.RELAXED,
                                                GumbelSoftmax.Kl.CATEGORICAL),
                                        prior("standard-normal"),
                                        Optional.empty()))
                .hasMessage(
                        "prior standard-normal needs a latent space of kind Euclidean, not"
                                + " onehot(3, 3)");
    }

    @Test
    void settingsHaveDefaultsAndNames() throws Exception {
        GumbelSoftmax few = read("{'variables': 20, 'categories': 10}");
        assertThat(few.kl()).isEqualTo(GumbelSoftmax.Kl.CATEGORICAL);
        assertThat(few.posterior().orElseThrow())
                .isEqualTo(
                        new CategoricalFamily(
                                20,
                                10,
                                new Schedule.Exponential(1, 0.5, 3e-5, 1),
                                CategoricalFamily.Drawing.RELAXED));
        GumbelSoftmax all =
                read(
                        "{'variables': 2, 'categories': 3, 'temperature': 0.5, 'draw':"
                                + " 'straight-through', 'kl': 'relaxed'}");
        assertThat(all)
                .isEqualTo(
                        new GumbelSoftmax(
                                2,
                                3,
                                Schedule.constant(0.5),
                                CategoricalFamily.Drawing.STRAIGHT_THROUGH,
                                GumbelSoftmax.Kl.RELAXED));
        assertThat(StrictMapper.of(GumbelSoftmax.class, StrictMapper.write(all))).isEqualTo(all);
        assertThatThrownBy(
                        () ->
                                new GumbelSoftmax(
                                        2, 3, Schedule.constant(0), null, GumbelSoftmax.Kl.RELAXED))
                .hasMessage("temperature must stay above 0, falls to 0.0");
    }

    @Test
    void theVariantChoosesUniformCategories() {
        AssembledModel assembled =
                assemble(CategoricalFamily.Drawing.RELAXED, GumbelSoftmax.Kl.CATEGORICAL);
        assertThat(new OneLatent(assembled.model()).prior()).isInstanceOf(UniformCategorical.class);
        assertThat(new OneLatent(assembled.model()).family().space()).isEqualTo(new OneHot(3, 3));
        try (TensorScope scope = runtime.scope()) {
            double[] bound = objective(assembled).bound().readDoubles();
            assertThat(bound[0]).isNegative();
        }
    }

    private static GumbelSoftmax read(String json) throws JsonProcessingException {
        return StrictMapper.of(
                GumbelSoftmax.class, new JsonMapper().readTree(json.replace('\'', '"')));
    }

    private static SmallProblem.Setup problem(String json) throws JsonProcessingException {
        GumbelSoftmax word = read(json);
        PosteriorPart posterior =
                word.posterior()
                        .orElse(
                                new CategoricalFamily(
                                        3,
                                        3,
                                        Schedule.constant(0.7),
                                        CategoricalFamily.Drawing.RELAXED));
        return SmallProblem.of(PLUGINS, posterior).with(b -> b.withEstimator(word.estimator()));
    }

    @Test
    void withoutVariablesAndCategoriesTheModelNamesThePosterior() throws Exception {
        assertThat(read("{}").posterior()).isEmpty();
        assertThat(read("{'kl': 'relaxed'}").posterior()).isEmpty();
        BernoulliFamily bits =
                new BernoulliFamily(3, Schedule.constant(0.7), CategoricalFamily.Drawing.RELAXED);
        for (String json : List.of("{}", "{'kl': 'relaxed'}")) {
            try (SmallProblem problem = problem(json).withPosterior(bits).open();
                    TensorScope scope = problem.runtime().scope()) {
                OneLatent parts = new OneLatent(problem.model());
                assertThat(parts.family()).isEqualTo(bits);
                assertThat(parts.prior()).isInstanceOf(UniformCategorical.class);
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                assertThat(
                                problem.estimator()
                                        .estimate(
                                                new Step(problem.model(), Batch.of(x), KEY, CLOCK))
                                        .klSource())
                        .isEqualTo(json.equals("{}") ? KlSource.ANALYTIC : KlSource.RELAXED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'variables': 3}         | variables needs categories beside it",
                "{'categories': 3}        | categories needs variables beside it",
                "{'temperature': 0.5}     | temperature is for variables and categories, which",
                "{'draw': 'discrete'}     | draw is for variables and categories, which are not",
                "{'variables': 0, 'categories': 3} | variables must be at least 1, is 0",
                "{'variables': 3, 'categories': 1} | categories must be at least 2, is 1",
            })
    void refusesHalfASpace(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    /** Beside a factor of another family, with the KL of each in closed form. */
    @Test
    void aFactorOfAProductIsRelaxedInTrainingAndDiscreteInEvaluation() throws Exception {
        SmallProblem.Setup setup =
                problem("{}")
                        .withPosterior(new ProductFamily.Settings("toy-normal(2) x onehot(3, 4)"));
        try (SmallProblem problem = setup.open();
                TensorScope scope = problem.runtime().scope()) {
            Tensor x = SmallProblem.evaluationExamples(problem.runtime());
            OneLatent parts = new OneLatent(problem.model());
            Draw training = parts.encode(x, Phase.training(CLOCK)).draw(KEY, 2);
            Draw evaluation = parts.encode(x, Phase.evaluation()).draw(KEY, 2);
            assertThat(Factored.of(training).get("onehot").isRelaxed()).isTrue();
            assertThat(Factored.of(training).get("toy-normal").isRelaxed()).isFalse();
            assertThat(evaluation.isRelaxed()).isFalse();
            assertThat(Factored.of(evaluation).get("onehot").z().readDoubles()).containsOnly(0, 1);
            assertThat(objective(problem).klSource()).isEqualTo(KlSource.ANALYTIC);
            Draw reshaped = training.reshaped(1, 120);
            assertThat(reshaped.logProbabilityUnder(parts.prior()).readDoubles())
                    .isEqualTo(training.logProbabilityUnder(parts.prior()).readDoubles());
        }
    }

    private static ChainRun train(String layers, SmallProblem.Setup setup) {
        Hierarchy chain = HierarchyNotation.parse(layers, PLUGINS);
        return ChainRun.of(Runtimes.nd4j(DType.FLOAT64), setup, chain, 300);
    }

    /** Relaxed in training, discrete in evaluation, where the KL of the first has a closed form. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"onehot(3, 4) > onehot(5, 4)", "bits(4) > onehot(3, 4)"})
    void aChainOfCategoriesTrains(String layers) throws Exception {
        try (ChainRun run = train(layers, problem("{'kl': 'relaxed'}"))) {
            run.requireSound(1);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
            try (TensorScope scope = run.problem().runtime().scope()) {
                assertThat(objective(run.problem()).klSource()).isEqualTo(KlSource.RELAXED);
            }
        }
    }

    private static Objective objective(SmallProblem problem) {
        Tensor x = SmallProblem.evaluationExamples(problem.runtime());
        return problem.estimator().estimate(new Step(problem.model(), Batch.of(x), KEY, CLOCK));
    }

    /** Of the variables of a chain the closed form is right for the first alone. */
    @Test
    void aChainTakesTheCategoricalKlOnlyWhereItIsKnown() throws Exception {
        String layers = "onehot(3, 4) > onehot(5, 4)";
        assertThatThrownBy(() -> train(layers, problem("{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("kl: analytic, but")
                .hasMessageContaining("onehot2")
                .hasMessageContaining(
                        "; set estimator: {type: elbo, kl: auto or monte-carlo}, or estimator: one of");
    }

    @Tag("full")
    @Test
    void aChainTakesTheCategoricalKlOfItsFirstVariable() throws Exception {
        String layers = "onehot(3, 4) > onehot(5, 4)";
        EstimatorPart auto = new Elbo(1, KlMode.AUTO);
        try (ChainRun run = train(layers, problem("{}").with(b -> b.withEstimator(auto)));
                TensorScope scope = run.problem().runtime().scope()) {
            run.requireSound(1);
            assertThat(objective(run.problem()).klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
        }
    }
}
