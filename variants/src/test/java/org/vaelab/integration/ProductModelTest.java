// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Divergence;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceWeighted;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.ScoreFunction;
import org.vaelab.framework.evaluation.EstimateKind;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.product.ProductFactory;
import org.vaelab.framework.plugin.product.ProductPriorFactory;
import org.vaelab.framework.plugin.standard.EuclideanSettings;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.plugin.standard.ScoreFunctionFactory;
import org.vaelab.framework.plugin.standard.VampPriorFactory;
import org.vaelab.framework.prior.ProductPrior;
import org.vaelab.framework.prior.VampPrior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.integration.SmallProblem.History;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/** Models on products, as a config assembles them. */
final class ProductModelTest {

    private static final String THREE = "normal(2) x sphere(2) x onehot(2, 3, temperature=0.7)";
    private static final Plugins PLUGINS = Plugins.load(ProductModelTest.class.getClassLoader());
    private static final RandomKey KEY = RandomKey.of(3);
    private static final Clock CLOCK = new Clock(0, 1);
    private static final float[] DATA = {1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0};
    private static final double[] MEAN = {0.5, 0.5, 0.5, 0.9, 0.5, 0.1};

    @TempDir private Path folder;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private AssembledModel assemble(
            String latent,
            Optional<Chosen<PriorFactory<?>>> prior,
            Optional<Chosen<EstimatorFactory<?>>> estimator) {
        return new ModelBlueprint(
                        new Chosen<>(
                                "gaussian",
                                PLUGINS.variants().get("gaussian"),
                                new EuclideanSettings(2)),
                        Optional.of(
                                new Chosen<>(
                                        "product",
                                        PLUGINS.posteriors().get("product"),
                                        new ProductFactory.Settings(latent))),
                        prior,
                        estimator,
                        new Chosen<>(
                                "bernoulli",
                                PLUGINS.likelihoods().get("bernoulli"),
                                new NoSettings()),
                        new NetworkSettings(null, List.of(5), null, null, null),
                        Schedule.constant(1))
                .assemble(
                        runtime,
                        PLUGINS,
                        new KnownOutline(DataShape.flat(6), ValueDomain.BINARY, MEAN),
                        KEY);
    }

    private AssembledModel assemble(String latent) {
        return assemble(latent, Optional.empty(), Optional.empty());
    }

    private static Optional<Chosen<PriorFactory<?>>> priors(String factors) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        new ObjectMapper().readTree(factors).forEach(all::add);
        return Optional.of(
                new Chosen<>(
                        "product",
                        PLUGINS.priors().get("product"),
                        new ProductPriorFactory.Settings(all)));
    }

    private static Optional<Chosen<PriorFactory<?>>> vamp() {
        return Optional.of(
                new Chosen<>(
                        "vamp", PLUGINS.priors().get("vamp"), new VampPriorFactory.Settings(4)));
    }

    private Objective objective(LatentVariableModel model, Estimator estimator) {
        return estimator.estimate(
                model, new Batch(runtime.tensor(DATA, Shape.of(2, 6))), KEY, CLOCK);
    }

    private static Examples data() {
        return Examples.real(6, DATA);
    }

    private EvaluationResult evaluate(LatentVariableModel model) {
        EvaluationSettings settings =
                new EvaluationSettings(
                        20, null, 3, null, List.of("activeUnits", "mutualInformation"), null);
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, data(), KEY, EvaluationProgress.SILENT);
    }

    private static Measurement.Measured measured(EvaluationResult result, String name) {
        return (Measurement.Measured) result.measurements().get(name);
    }

    @Test
    void theStandardPriorIsTheProductOfTheStandardPriors() {
        AssembledModel assembled = assemble(THREE);
        assertThat(assembled.model().prior()).isInstanceOf(ProductPrior.class);
        assertThat(assembled.model().posterior().space()).hasToString("R^2 x S^2 x onehot(2, 3)");
        try (TensorScope scope = runtime.scope()) {
            Objective objective = objective(assembled.model(), assembled.estimator());
            assertThat(objective.divergence()).isEqualTo(Divergence.EXACT);
            assertThat(objective.bound().sum().readScalar()).isFinite();
        }
    }

    /** The importance-weighted bound of one draw is the bound with its divergence over that draw. */
    @Test
    void theImportanceWeightedBoundOfOneDrawIsTheBound() {
        for (String latent : List.of(THREE, "normal(2) x sphere(2)")) {
            LatentVariableModel model = assemble(latent).model();
            try (TensorScope scope = runtime.scope()) {
                Schedule one = Schedule.constant(1);
                double[] elbo =
                        objective(model, new Elbo(1, KlMode.MONTE_CARLO, one))
                                .bound()
                                .readDoubles();
                double[] iwae =
                        objective(model, new ImportanceWeighted(1, one)).bound().readDoubles();
                assertThat(iwae).containsExactly(elbo, within(1e-12));
            }
        }
    }

    @Test
    void theDivergenceOfEveryFactorIsMeasured() {
        EvaluationResult result = evaluate(assemble(THREE).model());
        assertThat(result.metrics()).containsKeys("kl.normal", "kl.sphere", "kl.onehot");
        double sum = 0;
        for (String name : List.of("kl.normal", "kl.sphere", "kl.onehot")) {
            assertThat(measured(result, name).estimate().kind()).isEqualTo(EstimateKind.EXACT);
            sum += measured(result, name).estimate().value();
        }
        assertThat(measured(result, "kl").estimate().kind()).isEqualTo(EstimateKind.EXACT);
        assertThat(measured(result, "kl").estimate().value()).isCloseTo(sum, within(1e-12));
        assertThat(measured(result, "activeUnits").estimate().value()).isBetween(0.0, 11.0);
        assertThat(measured(result, "mutualInformation").estimate().value())
                .isLessThanOrEqualTo(Math.log(2));
        assertThat(measured(result, "logLikelihood").estimate().value()).isNegative();
    }

    /** One importance sample of evaluation has the expectation of the bound. */
    @Test
    void oneImportanceSampleIsTheBound() {
        LatentVariableModel model = assemble(THREE).model();
        int copies = 4000;
        float[] same = new float[copies * 6];
        for (int i = 0; i < same.length; i++) {
            same[i] = DATA[i % 6];
        }
        EvaluationSettings settings = new EvaluationSettings(1, null, 50, null, null, null);
        EvaluationResult result =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(model, Examples.real(6, same), KEY, EvaluationProgress.SILENT);
        double bound = measured(result, "elbo").estimate().value();
        // Of 200,000 draws: its own error is 7 times smaller than that of the mean it is held to.
        StatisticalAssertions.at(1e-7)
                .mean("K = 1", result.perDatum().logLikelihood(), bound, 0.25);
    }

    @Test
    void factorsMayHaveOtherPriors() throws IOException {
        String factors =
                "[{\"type\": \"mixture-of-gaussians\", \"components\": 3}, \"uniform-sphere\","
                        + " \"learned-categorical\"]";
        AssembledModel assembled = assemble(THREE, priors(factors), Optional.empty());
        LatentVariableModel model = assembled.model();
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .filteredOn(name -> name.startsWith("prior."))
                .isNotEmpty()
                .allMatch(
                        name ->
                                name.startsWith("prior.normal.")
                                        || name.startsWith("prior.onehot."))
                .doesNotHaveDuplicates();
        assertThat(model.kl().isClosedForm()).isFalse();
        try (TensorScope scope = runtime.scope()) {
            assertThat(objective(model, assembled.estimator()).divergence())
                    .isEqualTo(Divergence.PARTLY_EXACT);
        }
        assertThatThrownBy(() -> KlMode.EXACT.isExactFor(model))
                .hasMessage(
                        "kl: exact, but no closed form is known between ProductPosterior and"
                                + " ProductPrior of the factors normal; use auto or monte-carlo");
        EvaluationResult result = evaluate(model);
        assertThat(measured(result, "kl.normal").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThat(measured(result, "kl.sphere").estimate().kind()).isEqualTo(EstimateKind.EXACT);
        assertThat(measured(result, "kl").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThatThrownBy(() -> assemble(THREE, priors("[\"standard-normal\"]"), Optional.empty()))
                .hasMessage(
                        "prior product lists 1, the factors of the latent space R^2 x S^2 x onehot(2,"
                                + " 3) are 3");
        assertThatThrownBy(
                        () ->
                                assemble(
                                        "normal(2) x sphere(2)",
                                        priors("[\"uniform-sphere\", \"uniform-sphere\"]"),
                                        Optional.empty()))
                .hasMessage("prior uniform-sphere needs a latent space of kind Sphere, not R^2");
    }

    /** The prior of a factor sees what the encoder says of that factor. */
    @Test
    void aFactorMayHaveAMixtureOfItsPosteriors() throws IOException {
        String factors = "[\"uniform-sphere\", {\"type\": \"vamp\", \"components\": 4}]";
        LatentVariableModel model =
                assemble("sphere(2) x normal(2)", priors(factors), Optional.empty()).model();
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .contains("prior.normal.pseudoInputs");
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.normal(KEY, Shape.of(3, 2));
            VampPrior vamp = (VampPrior) model.prior().factors().get(1);
            Tensor inputs = vamp.parameters().get(0).value().sigmoid();
            // Of the head's 4 + 4 numbers, the last 4 are mean and log variance.
            Tensor heads = model.encoder().apply(inputs).slice(-1, 4, 8);
            double[] expected = new double[3];
            for (int i = 0; i < 3; i++) {
                double[] point = z.slice(0, i, i + 1).readDoubles();
                double[] raw = heads.readDoubles();
                double density = 0;
                for (int k = 0; k < 4; k++) {
                    double exponent = 0;
                    for (int d = 0; d < 2; d++) {
                        double logVariance = raw[k * 4 + 2 + d];
                        double gap = point[d] - raw[k * 4 + d];
                        exponent -=
                                0.5
                                        * (gap * gap / Math.exp(logVariance)
                                                + logVariance
                                                + Math.log(2 * Math.PI));
                    }
                    density += Math.exp(exponent) / 4;
                }
                expected[i] = Math.log(density);
            }
            assertThat(vamp.logProbability(z).readDoubles())
                    .containsExactly(expected, within(1e-10));
        }
    }

    /** A prior of the whole space has one divergence, over draws; on relaxed factors there is none. */
    @Test
    void aJointPriorHasOneDivergence() {
        AssembledModel assembled = assemble("normal(2) x sphere(2)", vamp(), Optional.empty());
        LatentVariableModel model = assembled.model();
        assertThat(model.kl().isProduct()).isFalse();
        try (TensorScope scope = runtime.scope()) {
            Objective objective = objective(model, assembled.estimator());
            assertThat(objective.divergence()).isEqualTo(Divergence.MONTE_CARLO);
            assertThat(model.prior().sample(KEY, 3).shape()).isEqualTo(Shape.of(3, 5));
        }
        EvaluationResult result = evaluate(model);
        assertThat(result.metrics()).containsKey("kl").doesNotContainKey("kl.normal");
        assertThat(measured(result, "kl").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThatThrownBy(() -> assemble(THREE, vamp(), Optional.empty()))
                .hasMessage(
                        "prior vamp needs posteriors with a density, not on R^2 x S^2 x onehot(2,"
                                + " 3)");
    }

    @Test
    void estimatorsRefuseWhatTheyCannotUse() {
        String discrete = "normal(2) x onehot(2, 3, draw=discrete)";
        assertThatThrownBy(() -> assemble(discrete))
                .hasMessage(
                        "estimator Elbo cannot use the score function gradient of"
                                + " ProductPosterior");
        assertThatThrownBy(() -> assemble(THREE, Optional.empty(), scoreFunction()))
                .hasMessage(
                        "estimator ScoreFunction cannot use the relaxed gradient of"
                                + " ProductPosterior");
        assertThat(assemble(discrete, Optional.empty(), scoreFunction()).estimator())
                .isInstanceOf(ScoreFunction.class);
    }

    private static Optional<Chosen<EstimatorFactory<?>>> scoreFunction() {
        return Optional.of(
                new Chosen<>(
                        "score-function",
                        PLUGINS.estimators().get("score-function"),
                        new ScoreFunctionFactory.Settings(2, null)));
    }

    /**
     * With a closed form for some factors only, the score function takes the whole divergence over
     * draws: what passes no gradient must stand in its signal.
     */
    @Test
    void theScoreFunctionTakesNoDivergenceInParts() throws IOException {
        AssembledModel assembled =
                assemble(
                        "normal(2) x onehot(2, 3, draw=discrete)",
                        priors(
                                "[{\"type\": \"mixture-of-gaussians\", \"components\": 2},"
                                        + " \"uniform-categorical\"]"),
                        scoreFunction());
        try (TensorScope scope = runtime.scope()) {
            assertThat(objective(assembled.model(), assembled.estimator()).divergence())
                    .isEqualTo(Divergence.MONTE_CARLO);
        }
    }

    @Test
    void aProductGoesOnToTheSameBytes() {
        String latent =
                "normal(2) x sphere(2) x onehot(2, 3, temperature={type: linear, from: 1,"
                        + " to: 0.5, steps: 10})";
        TrainingSettings settings =
                new TrainingSettings(
                        12L, SmallProblem.BATCH, null, null, null, null, null, 4L, null);
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            CheckpointFile whole = new CheckpointFile(folder.resolve("whole" + dtype));
            CheckpointFile parts = new CheckpointFile(folder.resolve("parts" + dtype));
            RandomKey initial = SmallProblem.KEY.split("init");
            History expected = new History();
            try (SmallProblem problem = SmallProblem.onProduct(dtype, initial, latent)) {
                problem.train(settings, whole, expected);
            }
            try (SmallProblem problem = SmallProblem.onProduct(dtype, initial, latent)) {
                TrainingOutcome outcome = problem.train(settings, parts, new History(7));
                assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
            }
            try (SmallProblem problem = SmallProblem.onProduct(dtype, RandomKey.of(99), latent)) {
                History after = new History();
                problem.train(settings, parts, after);
                assertThat(after.reports)
                        .isEqualTo(expected.reports.subList(7, expected.reports.size()));
            }
            assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
        }
    }

    @Test
    void oneKeyGivesTheSameBytes() {
        Map<String, ?> first = evaluate(assemble(THREE).model()).metrics();
        assertThat(evaluate(assemble(THREE).model()).metrics()).isEqualTo(first);
    }
}
