// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.architecture.Layers;
import org.vaelab.framework.parts.inference.StochasticVariationalInference;
import org.vaelab.framework.parts.prior.LearnedNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.ReplayedStep;
import org.vaelab.framework.training.SavedBatch;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * Dropout and batch normalisation in training: in which steps they act, and what they leave behind.
 */
final class TrainedLayersTest {

    private static final long STEPS = 12;
    private static final RandomKey KEY = RandomKey.of(5);

    @TempDir private Path folder;

    private static SmallProblem.Setup setup() {
        return SmallProblem.toy().with(b -> b.toBuilder().network(networks()).build());
    }

    private static NetworkSettings networks() {
        return new NetworkSettings(
                new Layers(LayersTest.list("[{dense: 6}, batch-norm, gelu, {dropout: 0.3}]")),
                new Layers(LayersTest.list("[{dense: 6}, {dropout: 0.2}, batch-norm, silu]")),
                NetworkSettings.OutputBias.DATA_MEAN,
                null,
                null,
                null,
                null,
                null);
    }

    private static SmallProblem open(int seed) {
        return setup().open(new ReferenceBackend(), DType.FLOAT64, RandomKey.of(seed));
    }

    private static TrainingSettings settings(Map<String, Object> more) {
        Map<String, Object> keys =
                new HashMap<>(Map.of("steps", STEPS, "batch", SmallProblem.BATCH));
        keys.putAll(more);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static Map<String, List<Double>> state(SmallProblem problem, String part) {
        Map<String, List<Double>> state = new HashMap<>(problem.parameters());
        state.keySet().removeIf(name -> !name.startsWith(part));
        return state;
    }

    private static boolean isRunning(String name) {
        return name.contains("running");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void anInterruptedTrainingGoesOnToTheSameBytes(int checkEvery) {
        TrainingSettings settings = settings(Map.of("checkEvery", checkEvery));
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        CheckpointFile parts = new CheckpointFile(folder.resolve("parts"));
        Map<String, List<Double>> untrained;
        try (SmallProblem problem = open(1)) {
            untrained = problem.parameters();
            problem.train(settings, whole, new History());
            // Every number has moved, the running statistics too.
            problem.parameters()
                    .forEach((name, now) -> assertThat(now).isNotEqualTo(untrained.get(name)));
        }
        try (SmallProblem problem = open(1)) {
            problem.train(settings, parts, new History(7));
        }
        try (SmallProblem problem = open(2)) {
            problem.train(settings, parts, new History());
        }
        assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
    }

    @Test
    void lossesCheckedTogetherChangeNothing() {
        assertThat(trained(settings(Map.of("checkEvery", 1))))
                .isEqualTo(trained(settings(Map.of("checkEvery", 6))));
    }

    @Test
    void eachStepHasNoiseOfItsOwnAndTheSameInEachRun() {
        List<String> first = keysOfNoise();
        assertThat(first).hasSize((int) STEPS).doesNotHaveDuplicates().isEqualTo(keysOfNoise());
    }

    private static List<String> keysOfNoise() {
        List<String> keys = new ArrayList<>();
        try (SmallProblem problem = open(1)) {
            Estimator own = problem.estimator();
            problem.use(
                    step -> {
                        problem.assembled()
                                .mode()
                                .pass(problem.model().parameters())
                                .ifPresent(pass -> keys.add(pass.nextKey().toString()));
                        return own.estimate(step);
                    });
            problem.train(settings(Map.of()), CheckpointStore.none(), new History());
        }
        return keys;
    }

    private static Map<String, List<Double>> trained(TrainingSettings settings) {
        try (SmallProblem problem = open(1)) {
            problem.train(settings, CheckpointStore.none(), new History());
            return problem.parameters();
        }
    }

    @Test
    void aReplayedStepChangesNothingAndIsThatOfTraining() {
        TrainingSettings settings = settings(Map.of("historyEvery", 1));
        Memory store = new Memory();
        try (SmallProblem problem = open(1)) {
            problem.train(settings, store, new History(4));
        }
        Checkpoint before = store.load().orElseThrow();
        try (SmallProblem problem = open(2)) {
            Checkpoint batch = SavedBatch.arrays(problem.batches().at(before.step()));
            Trainer trainer = problem.trainer(settings);
            ReplayedStep step =
                    trainer.replay(before, SavedBatch.examples(batch, problem.runtime()));
            assertThat(step.failure()).isNull();
            Map<String, List<Double>> after = problem.parameters();
            ReplayedStep again =
                    trainer.replay(before, SavedBatch.examples(batch, problem.runtime()));
            assertThat(again).isEqualTo(step);
            assertThat(problem.parameters()).isEqualTo(after);
            History history = new History(5);
            problem.train(settings, store, history);
            assertThat(history.reports().get(0).step()).isEqualTo(5);
            assertThat(step.terms().get("loss"))
                    .isCloseTo(history.mean("loss", 0, 1), within(1e-12));
        }
    }

    @Test
    void theFitOfThePriorLeavesTheNetworksAlone() {
        TrainingSettings settings = settings(Map.of("priorSteps", 6));
        try (SmallProblem problem =
                setup().withFittedPrior(new LearnedNormal.Settings()).open(DType.FLOAT64, KEY)) {
            Memory store = new Memory();
            problem.train(settings, store, new History(STEPS));
            Map<String, List<Double>> before = problem.parameters();
            problem.train(settings, store, new History());
            Map<String, List<Double>> after = problem.parameters();
            List<String> moved =
                    before.keySet().stream()
                            .filter(name -> !before.get(name).equals(after.get(name)))
                            .toList();
            assertThat(moved).isNotEmpty().allMatch(name -> name.contains("prior"));
        }
    }

    @Test
    void aFrozenEncoderIsAsInEvaluation() {
        try (SmallProblem problem = open(1)) {
            List<Parameter> encoder =
                    problem.model().parameters().stream()
                            .filter(p -> p.name().startsWith("encoder"))
                            .toList();
            Map<String, List<Double>> before = state(problem, "encoder");
            assertThat(before.keySet()).anyMatch(TrainedLayersTest::isRunning);
            Trainer trainer = new Trainer(problem.assembled(), settings(Map.of()), KEY, encoder);
            trainer.train(
                    problem.batches(),
                    model -> 0,
                    CheckpointStore.none(),
                    new History(),
                    () -> false);
            assertThat(state(problem, "encoder")).isEqualTo(before);
        }
    }

    @Test
    void aSearchHoldsTheDecoderFixed() {
        SmallProblem.Setup svi =
                setup().withInference(
                                StrictMapper.of(
                                        StochasticVariationalInference.class,
                                        Map.of("steps", 3, "samples", 1)));
        try (SmallProblem problem = svi.open(DType.FLOAT64, KEY);
                TensorScope scope = problem.runtime().scope()) {
            TrainingMode mode = problem.assembled().mode();
            Batch batch = problem.model().batch(problem.batches().at(0));
            try (TrainingMode.Pass pass = mode.begin(KEY, problem.model().parameters())) {
                problem.assembled()
                        .estimator()
                        .estimate(problem.assembled().step(batch, KEY, new TrainingProgress(0, 1)));
                // The call of the objective, and none of the three steps of the search.
                assertThat(pass.updates()).hasSize(1);
            }
        }
    }

    /** The bound of a block does not change with the rows beside it. */
    @Test
    void boundsOfRowsDoNotDependOnOneAnother() {
        try (SmallProblem problem = open(1)) {
            problem.train(settings(Map.of()), CheckpointStore.none(), new History());
            double[] all = evaluated(problem, 0, 20);
            IntStream.of(0, 7, 19)
                    .forEach(
                            row ->
                                    assertThat(evaluated(problem, row, row + 1)[0])
                                            .isCloseTo(all[row], within(1e-10)));
            // With the statistics of the batch the check fails.
            TrainingMode mode = problem.assembled().mode();
            try (TrainingMode.Pass pass = mode.begin(KEY, problem.model().parameters())) {
                double[] together = evaluated(problem, 0, 20);
                assertThat(evaluated(problem, 0, 10)[0]).isNotCloseTo(together[0], within(1e-6));
            }
        }
    }

    /** Returns the bounds of some rows at the location of the posterior, which has no noise. */
    private static double[] evaluated(SmallProblem problem, int from, int to) {
        try (TensorScope scope = problem.runtime().scope()) {
            Tensor x = SmallProblem.evaluationExamples(problem.runtime()).slice(0, from, to);
            Batch batch = Batch.of(x);
            LatentVariableModel model = problem.model();
            Latents location = model.infer(batch, KEY, Phase.evaluation()).location();
            return model.generative()
                    .output(location, batch.given())
                    .logProbability(batch.x())
                    .readDoubles();
        }
    }
}
