// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Divergence;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceWeighted;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.plugin.standard.VimcoFactory;
import org.vaelab.framework.posterior.CategoricalDraw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.LearnedCategorical;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformCategorical;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.variants.gumbel.GumbelVariant;

/**
 * The Gumbel-softmax variant as a config assembles it, against sums over all 27 values of three
 * variables of three categories.
 *
 * <p>Each statistical assertion is wrong with probability 1e-7.
 */
class GumbelVariantTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS = Plugins.load(GumbelVariantTest.class.getClassLoader());
    private static final DataShape SHAPE = DataShape.flat(6);
    private static final double[] MEAN = {0.5, 0.4, 0.6, 0.3, 0.7, 0.5};
    private static final float[] DATUM = {1, 0, 1, 1, 0, 0};
    private static final Clock CLOCK = new Clock(0, 1);
    private static final RandomKey KEY = RandomKey.of(1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static GumbelVariant.Settings settings(CategoricalDraw draw, GumbelVariant.Kl kl) {
        return new GumbelVariant.Settings(3, 3, Schedule.constant(0.7), draw, kl);
    }

    private AssembledModel assemble(
            GumbelVariant.Settings settings,
            Optional<Chosen<PriorFactory<?>>> prior,
            Optional<Chosen<EstimatorFactory<?>>> estimator) {
        return new ModelBlueprint(
                        new Chosen<>("gumbel", PLUGINS.variants().get("gumbel"), settings),
                        Optional.empty(),
                        prior,
                        estimator,
                        new Chosen<>(
                                "bernoulli",
                                PLUGINS.likelihoods().get("bernoulli"),
                                new NoSettings()),
                        new NetworkSettings(null, List.of(5), null, null, null),
                        Schedule.constant(1))
                .assemble(runtime, PLUGINS, new KnownOutline(SHAPE, ValueDomain.BINARY, MEAN), KEY);
    }

    private AssembledModel assemble(CategoricalDraw draw, GumbelVariant.Kl kl) {
        return assemble(settings(draw, kl), Optional.empty(), Optional.empty());
    }

    private static Optional<Chosen<PriorFactory<?>>> prior(String name) {
        return Optional.of(new Chosen<>(name, PLUGINS.priors().get(name), new NoSettings()));
    }

    private Objective objective(AssembledModel assembled) {
        return objective(assembled.model(), assembled.estimator());
    }

    private Objective objective(LatentVariableModel model, Estimator estimator) {
        Tensor x = runtime.tensor(DATUM, Shape.of(1, 6));
        return estimator.estimate(model, new Batch(x), KEY, CLOCK);
    }

    @Test
    void theObjectiveSaysWhichKlItTook() {
        try (TensorScope scope = runtime.scope()) {
            for (CategoricalDraw draw :
                    List.of(CategoricalDraw.RELAXED, CategoricalDraw.STRAIGHT_THROUGH)) {
                AssembledModel exact = assemble(draw, GumbelVariant.Kl.CATEGORICAL);
                assertThat(objective(exact).divergence()).isEqualTo(Divergence.EXACT);
                assertThat(objective(assemble(draw, GumbelVariant.Kl.RELAXED)).divergence())
                        .isEqualTo(Divergence.RELAXED);
                Estimator iwae = new ImportanceWeighted(3, Schedule.constant(1));
                assertThat(objective(exact.model(), iwae).divergence())
                        .isEqualTo(Divergence.RELAXED);
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
        EvaluationSettings settings = new EvaluationSettings(draws, null, 1, null, null, null);
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, copies(copies), KEY, EvaluationProgress.SILENT);
    }

    /**
     * Whatever training draws, evaluation draws from the categorical distributions: its bound has
     * the expectation of the enumerated one, and its importance weights the mean p(x).
     */
    @Test
    void evaluationAgreesWithEnumeration() {
        for (String name : List.of("uniform-categorical", "learned-categorical")) {
            for (CategoricalDraw draw :
                    List.of(CategoricalDraw.RELAXED, CategoricalDraw.STRAIGHT_THROUGH)) {
                LatentVariableModel model =
                        assemble(
                                        settings(draw, GumbelVariant.Kl.RELAXED),
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
        LatentVariableModel model = assemble(CategoricalDraw.RELAXED, null).model();
        PosteriorFamily discrete = model.posterior();
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

                    @Override
                    public Prior standardPrior(TensorRuntime runtime) {
                        return discrete.standardPrior(runtime);
                    }

                    @Override
                    public Class<? extends Posterior> type() {
                        return discrete.type();
                    }
                };
        LatentVariableModel relaxed =
                new LatentVariableModel(
                        runtime,
                        model.shape(),
                        model.encoder(),
                        forgetful,
                        model.prior(),
                        model.decoder(),
                        model.likelihood(),
                        model.kl());
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
        Chosen<EstimatorFactory<?>> vimco =
                new Chosen<>("vimco", new VimcoFactory(), new VimcoFactory.Settings(3));
        AssembledModel assembled =
                assemble(
                        settings(CategoricalDraw.DISCRETE, null),
                        prior("learned-categorical"),
                        Optional.of(vimco));
        assertThat(assembled.model().prior()).isInstanceOf(LearnedCategorical.class);
        assertThat(assembled.model().kl().isClosedForm()).isTrue();
        try (TensorScope scope = runtime.scope()) {
            assertThat(objective(assembled).divergence()).isEqualTo(Divergence.MONTE_CARLO);
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThatThrownBy(() -> assemble(CategoricalDraw.DISCRETE, null))
                .hasMessage("estimator Elbo cannot use the score function gradient of Categorical");
        Chosen<EstimatorFactory<?>> vimco =
                new Chosen<>("vimco", new VimcoFactory(), new VimcoFactory.Settings(3));
        assertThatThrownBy(
                        () ->
                                assemble(
                                        settings(CategoricalDraw.RELAXED, null),
                                        Optional.empty(),
                                        Optional.of(vimco)))
                .hasMessage("estimator Vimco cannot use the relaxed gradient of Categorical");
        assertThatThrownBy(
                        () ->
                                assemble(
                                        settings(CategoricalDraw.RELAXED, null),
                                        prior("standard-normal"),
                                        Optional.empty()))
                .hasMessage(
                        "prior standard-normal needs a latent space of kind Euclidean, not"
                                + " onehot(3, 3)");
    }

    @Test
    void settingsHaveDefaultsAndNames() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        GumbelVariant.Settings few =
                mapper.readValue(
                        "{\"variables\": 20, \"categories\": 10}", GumbelVariant.Settings.class);
        assertThat(few)
                .isEqualTo(
                        new GumbelVariant.Settings(
                                20,
                                10,
                                new Schedule.Exponential(1, 0.5, 3e-5, 1),
                                CategoricalDraw.RELAXED,
                                GumbelVariant.Kl.CATEGORICAL));
        GumbelVariant.Settings all =
                mapper.readValue(
                        "{\"variables\": 2, \"categories\": 3, \"temperature\": 0.5, \"draw\":"
                                + " \"straight-through\", \"kl\": \"relaxed\"}",
                        GumbelVariant.Settings.class);
        assertThat(all)
                .isEqualTo(
                        new GumbelVariant.Settings(
                                2,
                                3,
                                Schedule.constant(0.5),
                                CategoricalDraw.STRAIGHT_THROUGH,
                                GumbelVariant.Kl.RELAXED));
        assertThat(mapper.readValue(mapper.writeValueAsString(all), GumbelVariant.Settings.class))
                .isEqualTo(all);
        assertThatThrownBy(() -> new GumbelVariant.Settings(2, 3, Schedule.constant(0), null, null))
                .hasMessage("temperature must stay above 0, falls to 0.0");
    }

    @Test
    void theVariantChoosesUniformCategories() {
        AssembledModel assembled = assemble(CategoricalDraw.RELAXED, null);
        assertThat(assembled.model().prior()).isInstanceOf(UniformCategorical.class);
        assertThat(assembled.model().posterior().space()).isEqualTo(new OneHot(3, 3));
        try (TensorScope scope = runtime.scope()) {
            double[] bound = objective(assembled).bound().readDoubles();
            assertThat(bound[0]).isNegative();
        }
    }
}
