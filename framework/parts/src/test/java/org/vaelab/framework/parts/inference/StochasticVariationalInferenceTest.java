// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceContext.InferenceNetworks;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SigmaPoints;
import org.vaelab.testkit.problem.SmallProblem;

/** Parameters of each datum's own: where they end, what they leave behind, what they refuse. */
final class StochasticVariationalInferenceTest {

    private static final RandomKey KEY = RandomKey.of(9);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 10));
    private static final int BATCH = 2;
    private static final KlRegistry DIVERGENCES =
            new KlRegistry(
                    List.of(
                            new AnalyticKl<>(
                                    IndependentNormal.class,
                                    StandardNormal.class,
                                    (q, p) -> Fused.normalKl(q.mean(), q.logVariance()))));

    @TempDir private Path folder;

    static Stream<JsonNode> models() {
        return LinearGaussian.cases();
    }

    private static StochasticVariationalInference settings(
            int steps, int samples, double learningRate) {
        return new StochasticVariationalInference(steps, null, samples, learningRate);
    }

    private static Inference svi(
            TensorRuntime runtime,
            PosteriorFamily family,
            StochasticVariationalInference settings,
            Optional<AmortizedInference> trained) {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return settings.create(
                new InferenceContext(
                        new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                        Map.of(OneLatent.Z, family.space()),
                        Optional.of(encoding(OneLatent.Z, family)),
                        DIVERGENCES,
                        trained));
    }

    private static InferenceContext.Encoding encoding(String latent, PosteriorFamily family) {
        return new InferenceContext.Encoding(Map.of(latent, family), new NoNetworks());
    }

    private static final class NoNetworks implements InferenceNetworks {

        @Override
        public Network encoder(Head head) {
            throw new AssertionError("no encoder is asked for");
        }

        @Override
        public Network encoder(Modality modality, Head head) {
            throw new AssertionError("no encoder is asked for");
        }

        @Override
        public Network between(String name, int inputs, Optional<Grid> grid, Head head) {
            throw new AssertionError("no network is asked for");
        }
    }

    /** A model of which q has draws whose mean is exact: steps follow the gradient itself. */
    private static SigmaPoints points(LinearGaussian problem, int batch) {
        Euclidean space = (Euclidean) new OneLatent(problem.model()).family().space();
        return new SigmaPoints(space, 0, space.dimension(), batch);
    }

    private static double[] bounds(LatentVariableModel model, Tensor x, Phase phase, int samples) {
        return ElboTerms.of(model, Batch.of(x), KEY, phase, samples, KlMode.ANALYTIC)
                .bound()
                .readDoubles();
    }

    /**
     * The best bound that independent Normals have: the posterior N(m, P^-1), P = I + W'W / s^2, is
     * nearest to N(m, diag(1 / P_jj)), at KL = 1/2 (sum_j log P_jj - log det P).
     */
    private static double optimum(JsonNode golden) {
        JsonNode w = golden.at("/input/W");
        double s = golden.at("/input/s").asDouble();
        int q = w.get(0).size();
        double[][] precision = new double[q][q];
        for (int j = 0; j < q; j++) {
            for (int k = 0; k < q; k++) {
                precision[j][k] = j == k ? 1 : 0;
                for (JsonNode row : w) {
                    precision[j][k] += row.get(j).asDouble() * row.get(k).asDouble() / (s * s);
                }
            }
        }
        double gap = 0;
        for (int j = 0; j < q; j++) {
            gap += Math.log(precision[j][j]);
        }
        for (int j = 0; j < q; j++) {
            gap -= Math.log(precision[j][j]);
            for (int r = j + 1; r < q; r++) {
                double factor = precision[r][j] / precision[j][j];
                for (int k = j; k < q; k++) {
                    precision[r][k] -= factor * precision[j][k];
                }
            }
        }
        return golden.at("/expected/log_px").asDouble() - 0.5 * gap;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void reachesTheBestBoundThatTheFamilyHas(JsonNode golden) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            SigmaPoints family = points(problem, BATCH);
            Inference svi =
                    svi(runtime, family, settings(3000, family.samples(), 0.01), Optional.empty());
            LatentVariableModel model =
                    new LatentVariableModel(problem.model().generative(), svi, DIVERGENCES);
            for (Phase phase : List.of(TRAINING, Phase.evaluation())) {
                double[] bounds = bounds(model, problem.batch(BATCH), phase, family.samples());
                assertThat(bounds).containsOnly(new double[] {optimum(golden)}, within(1e-5));
            }
        }
    }

    @Tag("full")
    @Test
    void reachesTheBestBoundOfOneModel() {
        reachesTheBestBoundThatTheFamilyHas(models().findFirst().orElseThrow());
    }

    /** From wherever an encoder starts them, a few steps of a few draws gain. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void aFewStepsFromTheEncoderAreNoLoss(JsonNode golden) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            LatentVariableModel start = problem.model();
            int copies = 50;
            double before = golden.at("/expected/elbo").asDouble();
            double best = optimum(golden);
            for (int steps : new int[] {1, 3, 10, 30}) {
                Inference svi =
                        svi(
                                runtime,
                                new OneLatent(start).family(),
                                settings(steps, 5, 0.01),
                                Optional.of((AmortizedInference) start.inference()));
                LatentVariableModel refined =
                        new LatentVariableModel(start.generative(), svi, DIVERGENCES);
                ToyNormal q =
                        (ToyNormal)
                                refined.infer(
                                                Batch.of(problem.batch(copies)),
                                                KEY,
                                                Phase.evaluation())
                                        .first();
                double found =
                        Arrays.stream(exactBounds(problem, q, copies)).average().orElseThrow();
                // Near the optimum, what is left is the noise of five draws times the rate of Adam.
                double slack = best - before < 0.1 ? 0.02 : 0;
                assertThat(found)
                        .as(steps + " steps")
                        .isGreaterThanOrEqualTo(before - slack)
                        .isLessThanOrEqualTo(best + 1e-9);
            }
        }
    }

    private static double[] exactBounds(LinearGaussian problem, ToyNormal q, int copies) {
        SigmaPoints family = points(problem, copies);
        Tensor head = Tensor.concatenate(List.of(q.mean(), q.logVariance()), 1);
        Inference fixed =
                new AmortizedInference(
                        new AmortizedInference.Encoder(OneLatent.Z, x -> head, family));
        LatentVariableModel model =
                new LatentVariableModel(problem.model().generative(), fixed, DIVERGENCES);
        return bounds(model, problem.batch(copies), Phase.evaluation(), family.samples());
    }

    /** On average over the data of a model that was trained, whatever the number of steps. */
    @Test
    @Tag("slow")
    void refinesWhatAnEncoderHasLearned() {
        for (int steps : new int[] {1, 5, 20}) {
            SmallProblem.Setup setup =
                    SmallProblem.toy().withFurtherInference(settings(steps, 10, 0.01));
            try (SmallProblem problem = setup.open()) {
                problem.train(SmallProblem.steps(150), CheckpointStore.none(), new History());
                Inference further = problem.assembled().further().get(0);
                double own = problem.validationBound();
                LatentVariableModel model = problem.model();
                double[] gain = new double[10];
                try (TensorScope scope = problem.runtime().scope()) {
                    Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                    for (int i = 0; i < gain.length; i++) {
                        RandomKey key = KEY.fold(i);
                        gain[i] = bound(model.with(further), x, key) - bound(model, x, key);
                    }
                }
                assertThat(own).isFinite();
                assertThat(Arrays.stream(gain).average().orElseThrow())
                        .as(steps + " steps")
                        .isPositive();
            }
        }
    }

    /** Over the same noise for either inference. */
    private static double bound(LatentVariableModel model, Tensor x, RandomKey key) {
        return ElboTerms.of(model, Batch.of(x), key, Phase.evaluation(), 50, KlMode.AUTO)
                .bound()
                .mean()
                .readScalar();
    }

    @Test
    void whatIsOnlyTriedIsForgottenAndAStepRemembersTheDataOfItsBatch() {
        JsonNode golden = models().findFirst().orElseThrow();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            PosteriorFamily family = new OneLatent(problem.model()).family();
            Inference svi = svi(runtime, family, settings(4, 3, 0.1), Optional.empty());
            LatentVariableModel model =
                    new LatentVariableModel(problem.model().generative(), svi, DIVERGENCES);
            Parameter table = svi.parameters().get(0);
            assertThat(svi.parameters()).hasSize(1);
            assertThat(table.name()).isEqualTo("inference.local");
            assertThat(table.role()).isEqualTo(Parameter.Role.STATE);
            int width = family.head().width();
            double[] nothing = new double[KnownData.SIZE * width];
            assertThat(table.value().readDoubles()).isEqualTo(nothing);

            int[] rows = {7, 2};
            Batch batch = new Batch(problem.batch(2), Map.of(), rows);
            JointDraw tried = model.infer(batch, KEY, TRAINING).draw(KEY, 1);
            assertThat(table.value().readDoubles()).isEqualTo(nothing);
            assertThat(model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 1).effects().updates())
                    .isEmpty();

            tried.effects().updates().forEach(u -> u.make(new TrainingProgress(0, 10)));
            double[] remembered = table.value().readDoubles();
            ToyNormal q = (ToyNormal) tried.of(OneLatent.Z).q();
            double[] found =
                    Tensor.concatenate(List.of(q.mean(), q.logVariance()), 1).readDoubles();
            for (int row = 0; row < KnownData.SIZE; row++) {
                double[] own = Arrays.copyOfRange(remembered, row * width, (row + 1) * width);
                int place = row == 7 ? 0 : 1;
                assertThat(own)
                        .as("row " + row)
                        .isEqualTo(
                                row == 7 || row == 2
                                        ? Arrays.copyOfRange(
                                                found, place * width, (place + 1) * width)
                                        : new double[width]);
            }
        }
    }

    /** In training a datum goes on from where it was; in evaluation, and unseen, it starts anew. */
    @Test
    void goesOnFromWhereADatumWasLastSeen() {
        JsonNode golden = models().findFirst().orElseThrow();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            SigmaPoints family = points(problem, 1);
            Inference svi =
                    svi(runtime, family, settings(20, family.samples(), 0.01), Optional.empty());
            LatentVariableModel model =
                    new LatentVariableModel(problem.model().generative(), svi, DIVERGENCES);
            Batch batch = new Batch(problem.batch(1), Map.of(), new int[] {5});
            double before = Double.NEGATIVE_INFINITY;
            double first = Double.NaN;
            for (int seen = 0; seen < 6; seen++) {
                ElboTerms terms =
                        ElboTerms.of(
                                model, batch, KEY, TRAINING, family.samples(), KlMode.ANALYTIC);
                double bound = terms.bound().readScalar();
                assertThat(bound).isGreaterThan(before);
                first = seen == 0 ? bound : first;
                before = bound;
                terms.draw().effects().updates().forEach(u -> u.make(new TrainingProgress(0, 10)));
            }
            assertThat(bounds(model, problem.batch(1), Phase.evaluation(), family.samples()))
                    .containsExactly(first);
        }
    }

    @Tag("full")
    @Test
    void trainingLearnsAGenerativeModelWithoutAnEncoder() {
        StochasticVariationalInference settings =
                new StochasticVariationalInference(5, 100, 2, 0.1);
        OptimizerSettings fast =
                StrictMapper.of(
                        OptimizerSettings.Adam.class,
                        Map.of("learningRate", Schedule.constant(0.02)));
        try (SmallProblem problem = SmallProblem.toy().withInference(settings).open()) {
            assertThat(problem.parameters().keySet())
                    .noneMatch(name -> name.startsWith("encoder."))
                    .contains("inference.local");
            double before = problem.validationBound();
            History history = new History();
            problem.train(
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of("steps", 200, "batch", SmallProblem.BATCH, "optimizer", fast)),
                    CheckpointStore.none(),
                    history);
            assertThat(history.mean(StepReport.BOUND, 180, 200))
                    .isGreaterThan(history.mean(StepReport.BOUND, 0, 10) + 0.5);
            assertThat(problem.validationBound()).isGreaterThan(before + 0.5);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void anInterruptedRunGoesOnToTheSameBytes(DType dtype) {
        SmallProblem.Setup setup = SmallProblem.toy().withInference(settings(3, 2, 0.05));
        CheckpointFile whole =
                Resumptions.compare(
                        folder,
                        initial -> setup.open(dtype, RandomKey.of(initial)),
                        SmallProblem.steps(8));
        assertThat(whole.load().orElseThrow().arrays()).containsKey("model.inference.local");
    }

    @Test
    void familiesThatPassNoGradientInEvaluationAreRefusedByName() {
        JsonNode golden = models().findFirst().orElseThrow();
        OneHot space = new OneHot(1, 3);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            Batch batch = Batch.of(problem.batch(1));
            for (ToyCategorical.Draws draws : ToyCategorical.Draws.values()) {
                Inference svi =
                        svi(
                                runtime,
                                new ToyCategorical.Family(
                                        space.variables(), space.categories(), draws),
                                settings(2, 1, 0.1),
                                Optional.empty());
                assertThatThrownBy(
                                () ->
                                        svi.infer(
                                                problem.model().generative(),
                                                batch,
                                                KEY,
                                                Phase.evaluation()))
                        .as(draws.toString())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "inference svi follows gradients through draws, which ToyCategorical"
                                        + " does not pass in evaluation (score function)");
            }
            Parameter codes = Parameter.state("codes", runtime.vector(-1, 1));
            Inference ofCodes =
                    svi(
                            runtime,
                            new ToyCode.Family(new OneHot(2, 2), 1, true, codes),
                            settings(2, 1, 0.1),
                            Optional.empty());
            assertThatThrownBy(
                            () ->
                                    ofCodes.infer(
                                            problem.model().generative(),
                                            batch,
                                            KEY,
                                            Phase.evaluation()))
                    .hasMessageContaining("ToyCode")
                    .hasMessageContaining("point mass");
        }
    }

    @Test
    void aHierarchyAndSettingsThatMakeNoSenseAreRefused() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64)) {
            KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
            InferenceContext hierarchical =
                    new InferenceContext(
                            new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                            Map.of("z1", new Euclidean(1), "z2", new Euclidean(1)),
                            Optional.of(encoding("z2", new ToyNormal.Family(1))),
                            DIVERGENCES,
                            Optional.empty());
            assertThatThrownBy(() -> settings(1, 1, 0.1).create(hierarchical))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "inference svi is for models with one latent variable, which this is"
                                    + " not; a hierarchy has inference amortized, top-down or"
                                    + " ladder");
        }
        assertThatThrownBy(() -> settings(0, 1, 0.1)).hasMessage("steps must be at least 1, is 0");
        assertThatThrownBy(() -> settings(1, 0, 0.1))
                .hasMessage("samples must be at least 1, is 0");
        assertThatThrownBy(() -> new StochasticVariationalInference(20, 0, 5, 0.01))
                .hasMessage("evaluationSteps must be at least 1, is 0");
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> settings(1, 1, rate))
                    .hasMessage("learningRate must be finite and above 0, is " + rate);
        }
    }
}
