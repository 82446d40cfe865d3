// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.component.Parameter;
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
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.estimator.Reinforce;
import org.vaelab.framework.parts.estimator.ScoreFunction;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.prior.VampPrior;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/** Models on products, as a config assembles them. */
final class ProductModelTest {

    private static final String THREE =
            "toy-normal(2) x toy-sphere(1) x toy-categorical(2, 3, draw=relaxed)";
    private static final Plugins PLUGINS =
            Plugins.of(List.of(new StandardModule(), new ToyModule(), new CircleModule()));
    private static final RandomKey KEY = RandomKey.of(3);
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);
    private static final float[] DATA = {1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0};
    private static final double[] MEAN = {0.5, 0.5, 0.5, 0.9, 0.5, 0.1};

    @TempDir private Path folder;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private AssembledModel assemble(
            String latent, Optional<PriorPart> prior, Optional<EstimatorPart> estimator) {
        ModelBlueprint.OfParts blueprint =
                ModelBlueprint.of(
                        new ProductFamily.Settings(latent),
                        new Bernoulli(),
                        NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(5))));
        blueprint = prior.map(blueprint::withPrior).orElse(blueprint);
        blueprint = estimator.map(blueprint::withEstimator).orElse(blueprint);
        return blueprint.assemble(
                runtime, PLUGINS, new KnownData(DataShape.flat(6), ValueDomain.BINARY, MEAN), KEY);
    }

    private AssembledModel assemble(String latent) {
        return assemble(latent, Optional.empty(), Optional.empty());
    }

    private static Optional<PriorPart> priors(String factors) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        new ObjectMapper().readTree(factors).forEach(all::add);
        return Optional.of(new ProductPrior.Settings(all));
    }

    private static Optional<PriorPart> vamp() {
        return Optional.of(new VampPrior.Settings(4));
    }

    private Objective objective(LatentVariableModel model, Estimator estimator) {
        return estimator.estimate(
                new Step(model, Batch.of(runtime.tensor(DATA, Shape.of(2, 6))), KEY, CLOCK));
    }

    private static Examples data() {
        return Examples.real(6, DATA);
    }

    private EvaluationResult evaluate(LatentVariableModel model) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                20,
                                "samples",
                                3,
                                "metrics",
                                List.of("activeUnits", "mutualInformation")));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, data(), KEY, EvaluationProgress.SILENT);
    }

    private static Measurement.Measured measured(EvaluationResult result, String name) {
        return (Measurement.Measured) result.measurements().get(name);
    }

    @Test
    void theStandardPriorIsTheProductOfTheStandardPriors() {
        AssembledModel assembled = assemble(THREE);
        assertThat(new OneLatent(assembled.model()).prior()).isInstanceOf(ProductPrior.class);
        assertThat(new OneLatent(assembled.model()).family().space())
                .hasToString("R^2 x S^1 x onehot(2, 3)");
        try (TensorScope scope = runtime.scope()) {
            Objective objective = objective(assembled.model(), assembled.estimator());
            assertThat(objective.klSource()).isEqualTo(KlSource.ANALYTIC);
            assertThat(objective.bound().sum().readScalar()).isFinite();
        }
    }

    /**
     * The importance-weighted bound of one draw is the bound with its divergence over that draw.
     */
    @Test
    void theImportanceWeightedBoundOfOneDrawIsTheBound() {
        for (String latent : List.of(THREE, "toy-normal(2) x toy-sphere(1)")) {
            LatentVariableModel model = assemble(latent).model();
            try (TensorScope scope = runtime.scope()) {
                double[] elbo =
                        objective(model, new Elbo(1, KlMode.MONTE_CARLO)).bound().readDoubles();
                double[] iwae = objective(model, new ImportanceWeighted(1)).bound().readDoubles();
                assertThat(iwae).containsExactly(elbo, within(1e-12));
            }
        }
    }

    @Test
    void theDivergenceOfEveryFactorIsMeasured() {
        EvaluationResult result = evaluate(assemble(THREE).model());
        assertThat(result.metrics())
                .containsKeys("kl.toy-normal", "kl.toy-sphere", "kl.toy-categorical");
        double sum = 0;
        for (String name : List.of("kl.toy-normal", "kl.toy-sphere", "kl.toy-categorical")) {
            assertThat(measured(result, name).estimate().kind()).isEqualTo(EstimateKind.EXACT);
            sum += measured(result, name).estimate().value();
        }
        assertThat(measured(result, "kl").estimate().kind()).isEqualTo(EstimateKind.EXACT);
        assertThat(measured(result, "kl").estimate().value()).isCloseTo(sum, within(1e-12));
        assertThat(measured(result, "activeUnits").estimate().value()).isBetween(0.0, 10.0);
        assertThat(measured(result, "mutualInformation").estimate().value())
                .isLessThanOrEqualTo(Math.log(2));
        assertThat(measured(result, "logLikelihood").estimate().value()).isNegative();
    }

    /** One importance sample of evaluation has the expectation of the bound. */
    @Tag("full")
    @Test
    void oneImportanceSampleIsTheBound() {
        LatentVariableModel model = assemble(THREE).model();
        int copies = 4000;
        float[] same = new float[copies * 6];
        for (int i = 0; i < same.length; i++) {
            same[i] = DATA[i % 6];
        }
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class, Map.of("importanceSamples", 1, "samples", 50));
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
                "[{\"type\": \"mixture-of-normals\", \"components\": 3}, \"uniform-sphere\","
                        + " \"learned-categorical\"]";
        AssembledModel assembled = assemble(THREE, priors(factors), Optional.empty());
        LatentVariableModel model = assembled.model();
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .filteredOn(name -> name.startsWith("prior."))
                .isNotEmpty()
                .allMatch(
                        name ->
                                name.startsWith("prior.toy-normal.")
                                        || name.startsWith("prior.toy-categorical."))
                .doesNotHaveDuplicates();
        try (TensorScope scope = runtime.scope()) {
            assertThat(objective(model, assembled.estimator()).klSource())
                    .isEqualTo(KlSource.PARTLY_ANALYTIC);
        }
        EvaluationSettings analytic =
                StrictMapper.of(EvaluationSettings.class, Map.of("kl", KlMode.ANALYTIC));
        assertThatThrownBy(() -> new Evaluator(analytic, Metrics.standard()).klSource(model))
                .hasMessage(
                        "kl: analytic, but no closed form is known between ToyNormal and"
                                + " MixtureOfNormals (toy-normal); use auto or monte-carlo");
        EvaluationResult result = evaluate(model);
        assertThat(measured(result, "kl.toy-normal").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThat(measured(result, "kl.toy-sphere").estimate().kind())
                .isEqualTo(EstimateKind.EXACT);
        assertThat(measured(result, "kl").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThatThrownBy(() -> assemble(THREE, priors("[\"standard-normal\"]"), Optional.empty()))
                .hasMessage(
                        "prior product lists 1, the factors of the latent space R^2 x S^1 x onehot(2,"
                                + " 3) are 3");
        assertThatThrownBy(
                        () ->
                                assemble(
                                        "toy-normal(2) x toy-sphere(1)",
                                        priors("[\"uniform-sphere\", \"uniform-sphere\"]"),
                                        Optional.empty()))
                .hasMessage("prior uniform-sphere needs a latent space of kind Sphere, not R^2");
    }

    /** The prior of a factor sees what the encoder says of that factor. */
    @Test
    void aFactorMayHaveAMixtureOfItsPosteriors() throws IOException {
        String factors = "[\"uniform-sphere\", {\"type\": \"vamp\", \"components\": 4}]";
        LatentVariableModel model =
                assemble("toy-sphere(1) x toy-normal(2)", priors(factors), Optional.empty())
                        .model();
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .contains("prior.toy-normal.pseudoInputs");
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.normal(KEY, Shape.of(3, 2));
            VampPrior vamp =
                    (VampPrior) Factored.of(new OneLatent(model).prior()).get("toy-normal");
            Tensor inputs = vamp.parameters().get(0).value().sigmoid();
            // Of the head's 2 + 4 numbers, the last 4 are mean and log variance.
            Tensor heads = new OneLatent(model).encoder().network().apply(inputs).slice(-1, 2, 6);
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

    /**
     * A prior of the whole space has one divergence, over draws; on relaxed factors there is none.
     */
    @Test
    void aJointPriorHasOneDivergence() {
        AssembledModel assembled =
                assemble("toy-normal(2) x toy-sphere(1)", vamp(), Optional.empty());
        LatentVariableModel model = assembled.model();
        try (TensorScope scope = runtime.scope()) {
            Objective objective = objective(model, assembled.estimator());
            assertThat(objective.klSource()).isEqualTo(KlSource.MONTE_CARLO);
            assertThat(new OneLatent(model).prior().sample(KEY, 3).shape())
                    .isEqualTo(Shape.of(3, 4));
        }
        EvaluationResult result = evaluate(model);
        assertThat(result.metrics()).containsKey("kl").doesNotContainKey("kl.toy-normal");
        assertThat(measured(result, "kl").estimate().kind())
                .isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
        assertThatThrownBy(() -> assemble(THREE, vamp(), Optional.empty()))
                .hasMessage(
                        "prior vamp needs posteriors with a density, not on R^2 x S^1 x onehot(2,"
                                + " 3)");
    }

    @Test
    void estimatorsRefuseWhatTheyCannotUse() {
        String discrete = "toy-normal(2) x toy-categorical(2, 3, draw=discrete)";
        assertThatThrownBy(() -> assemble(discrete))
                .hasMessageStartingWith(
                        "estimator 'elbo' cannot use the score function gradient of posterior"
                                + " 'product'; set estimator: ")
                .hasMessageContaining("score-function");
        assertThatThrownBy(() -> assemble(THREE, Optional.empty(), scoreFunction()))
                .hasMessageStartingWith(
                        "estimator 'score-function' cannot use the relaxed gradient of posterior"
                                + " 'product'");
        assertThat(assemble(discrete, Optional.empty(), scoreFunction()).estimator())
                .isInstanceOf(Reinforce.class);
    }

    private static Optional<EstimatorPart> scoreFunction() {
        return Optional.of(
                new ScoreFunction(
                        2, KlMode.AUTO, ScoreFunction.BaselineChoice.MEAN_OF_OTHERS, null));
    }

    /**
     * With a closed form for some factors only, the score function takes the whole divergence over
     * draws: what passes no gradient must stand in its signal.
     */
    @Test
    void theScoreFunctionTakesNoDivergenceInParts() throws IOException {
        AssembledModel assembled =
                assemble(
                        "toy-normal(2) x toy-categorical(2, 3, draw=discrete)",
                        priors(
                                "[{\"type\": \"mixture-of-normals\", \"components\": 2},"
                                        + " \"uniform-categorical\"]"),
                        scoreFunction());
        try (TensorScope scope = runtime.scope()) {
            assertThat(objective(assembled.model(), assembled.estimator()).klSource())
                    .isEqualTo(KlSource.MONTE_CARLO);
        }
    }

    @Test
    void aProductGoesOnToTheSameBytes() {
        SmallProblem.Setup setup =
                SmallProblem.toy().withPosterior(new ProductFamily.Settings(THREE));
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of("steps", 12, "batch", SmallProblem.BATCH, "checkpointEvery", 4));
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            CheckpointFile whole = new CheckpointFile(folder.resolve("whole" + dtype));
            CheckpointFile parts = new CheckpointFile(folder.resolve("parts" + dtype));
            RandomKey initial = SmallProblem.KEY.split("init");
            History expected = new History();
            try (SmallProblem problem = setup.open(dtype, initial)) {
                problem.train(settings, whole, expected);
            }
            try (SmallProblem problem = setup.open(dtype, initial)) {
                TrainingOutcome outcome = problem.train(settings, parts, new History(7));
                assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
            }
            try (SmallProblem problem = setup.open(dtype, RandomKey.of(99))) {
                History after = new History();
                problem.train(settings, parts, after);
                assertThat(after.reports())
                        .isEqualTo(expected.reports().subList(7, expected.reports().size()));
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
