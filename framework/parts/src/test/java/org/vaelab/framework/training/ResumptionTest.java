// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** A run that was interrupted goes on, in another process, to the bytes of one that was not. */
@Tag("full")
final class ResumptionTest {

    private static final long STEPS = 20;
    private static final Schedule RATE = new Schedule.Cosine(0.05, 0.01, STEPS);
    private static final Schedule WARMUP = Schedule.warmup(8);

    @TempDir private Path folder;

    static Stream<OptimizerSettings> optimizers() {
        return Stream.of(
                StrictMapper.of(OptimizerSettings.Adam.class, Map.of("learningRate", RATE)),
                StrictMapper.of(OptimizerSettings.AdamW.class, Map.of("learningRate", RATE)),
                StrictMapper.of(
                        OptimizerSettings.Sgd.class,
                        Map.of("learningRate", RATE, "nesterov", false)),
                new OptimizerSettings.Sgd(RATE, 0.9, false),
                new OptimizerSettings.Sgd(RATE, 0.9, true),
                StrictMapper.of(OptimizerSettings.RmsProp.class, Map.of("learningRate", RATE)));
    }

    static Stream<Arguments> optimizersAndTypes() {
        return optimizers()
                .flatMap(
                        optimizer ->
                                Stream.of(
                                        Arguments.of(optimizer, DType.FLOAT32),
                                        Arguments.of(optimizer, DType.FLOAT64)));
    }

    private static TrainingSettings settings(OptimizerSettings optimizer, int patience) {
        return StrictMapper.of(TrainingSettings.class, keys(optimizer, patience));
    }

    private static Map<String, Object> keys(OptimizerSettings optimizer, int patience) {
        return Map.of(
                "steps",
                STEPS,
                "batch",
                SmallProblem.BATCH,
                "optimizer",
                optimizer,
                "klWeight",
                WARMUP,
                "clip",
                2.0,
                "earlyStopping",
                new TrainingSettings.EarlyStopping(3L, patience),
                "checkpointEvery",
                6,
                "historyEvery",
                2);
    }

    @ParameterizedTest
    @MethodSource("optimizersAndTypes")
    void goesOnToTheSameBytes(OptimizerSettings optimizer, DType dtype) {
        TrainingSettings settings = settings(optimizer, 99);
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
            weigh(problem);
            TrainingOutcome outcome = problem.train(settings, whole, expected);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.COMPLETED);
        }
        assertThat(expected.validations()).hasSize(7);

        for (long interruptedAfter : new long[] {1, 7, 9, STEPS - 1}) {
            resumeAndCompare(settings, dtype, interruptedAfter, whole, expected);
        }
    }

    @Test
    void goesOnFromEveryStepThroughAnEarlyStop() {
        // A learning rate at which the bound soon gets worse again.
        TrainingSettings settings =
                settings(new OptimizerSettings.Sgd(Schedule.constant(3), 0.9, false), 2);
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        long steps;
        try (SmallProblem problem = SmallProblem.open()) {
            weigh(problem);
            TrainingOutcome outcome = problem.train(settings, whole, expected);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.STOPPED_EARLY);
            steps = outcome.steps();
        }
        assertThat(steps).isBetween(6L, STEPS - 2);

        for (long interruptedAfter = 1; interruptedAfter < steps; interruptedAfter++) {
            resumeAndCompare(settings, DType.FLOAT64, interruptedAfter, whole, expected);
        }
    }

    private static TrainingSettings stopping(long steps, @Nullable Schedule klWeight) {
        Map<String, Object> keys =
                new HashMap<>(
                        Map.of(
                                "steps",
                                steps,
                                "batch",
                                SmallProblem.BATCH,
                                "earlyStopping",
                                new TrainingSettings.EarlyStopping(5L, 2)));
        if (klWeight != null) {
            keys.put("klWeight", klWeight);
        }
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    /** Returns the step at which training ends if the bound never improves after the first time. */
    private static long end(TrainingSettings settings) {
        AtomicInteger validations = new AtomicInteger();
        try (SmallProblem problem = SmallProblem.open()) {
            return problem.trainer(settings)
                    .train(
                            problem.batches(),
                            model -> -validations.incrementAndGet(),
                            CheckpointStore.none(),
                            new History(),
                            () -> false)
                    .steps();
        }
    }

    @Test
    void patienceIsNotSpentWhileTheWeightOfTheKlIsOnItsWay() {
        assertThat(end(stopping(100, null))).isEqualTo(15);
        assertThat(end(stopping(100, Schedule.warmup(40)))).isEqualTo(50);
        assertThat(end(stopping(100, Schedule.warmup(46)))).isEqualTo(55);
        // Level from step 10 of 20: after 15 and 20 in each period, where 5 and 10 are on the way.
        assertThat(end(stopping(100, new Schedule.Cyclical(0, 1, 20, 0.5)))).isEqualTo(20);
        assertThat(end(stopping(100, new Schedule.Cyclical(0, 1, 20, 0.75)))).isEqualTo(40);
        assertThat(end(stopping(30, Schedule.warmup(40)))).isEqualTo(30);
    }

    @Test
    void theLastStepIsValidatedToo() {
        History history = new History();
        List<Map<String, List<Double>>> seen = new ArrayList<>();
        try (SmallProblem problem = SmallProblem.open()) {
            problem.trainer(stopping(12, null))
                    .train(
                            problem.batches(),
                            model -> {
                                seen.add(problem.parameters());
                                return seen.size();
                            },
                            CheckpointStore.none(),
                            history,
                            () -> false);
            assertThat(history.validations())
                    .containsExactly("5 1.0 true", "10 2.0 true", "12 3.0 true");
            assertThat(problem.parameters()).isEqualTo(seen.get(2)).isNotEqualTo(seen.get(1));
        }
    }

    /** A checkpoint of a version that counted validations while the weight was on its way. */
    @Test
    void anEarlierCheckpointGoesOn() {
        TrainingSettings settings = stopping(100, Schedule.warmup(40));
        Memory store = new Memory();
        try (SmallProblem problem = SmallProblem.open()) {
            problem.train(settings, store, new History(12));
        }
        Checkpoint latest = store.load().orElseThrow();
        Map<String, String> facts = new LinkedHashMap<>(latest.facts());
        facts.put("validationsWithoutImprovement", "1");
        store.save(new Checkpoint(latest.arrays(), facts));
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            TrainingOutcome outcome =
                    problem.trainer(settings)
                            .train(
                                    problem.batches(),
                                    model -> -1e9,
                                    store,
                                    new History(),
                                    () -> false);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.STOPPED_EARLY);
            assertThat(outcome.steps()).isEqualTo(45);
        }
    }

    private void resumeAndCompare(
            TrainingSettings settings,
            DType dtype,
            long interruptedAfter,
            CheckpointFile whole,
            History expected) {
        CheckpointFile parts = new CheckpointFile(folder.resolve("after" + interruptedAfter));
        History before = new History(interruptedAfter);
        try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
            weigh(problem);
            TrainingOutcome outcome = problem.train(settings, parts, before);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
            assertThat(outcome.steps()).isEqualTo(interruptedAfter);
        }
        History after = new History();
        try (SmallProblem problem = SmallProblem.reopen(dtype)) {
            weigh(problem);
            problem.train(settings, parts, after);

            assertThat(joined(before.reports(), after.reports())).isEqualTo(expected.reports());
            assertThat(joined(before.validations(), after.validations()))
                    .isEqualTo(expected.validations());
            assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
        }
    }

    /**
     * A pause at {@code until} leaves what an interruption there leaves, whatever comes after it.
     */
    @Test
    void aPausedTrainingGoesOnToTheSameBytes() {
        OptimizerSettings optimizer = optimizers().toList().get(0);
        TrainingSettings whole = settings(optimizer, 99);
        CheckpointFile expected = new CheckpointFile(folder.resolve("expected"));
        History history = new History();
        try (SmallProblem problem = SmallProblem.open()) {
            weigh(problem);
            problem.train(whole, expected, history);
        }
        CheckpointFile parts = new CheckpointFile(folder.resolve("parts"));
        List<String> validations = new ArrayList<>();
        for (long until : new long[] {5, 5, 9, STEPS}) {
            History part = new History();
            try (SmallProblem problem = SmallProblem.open()) {
                weigh(problem);
                TrainingOutcome outcome = problem.train(paused(optimizer, until), parts, part);
                assertThat(outcome.steps()).isEqualTo(until);
                assertThat(outcome.ending())
                        .isEqualTo(
                                until < STEPS
                                        ? TrainingOutcome.Ending.PAUSED
                                        : TrainingOutcome.Ending.COMPLETED);
            }
            validations.addAll(part.validations());
        }
        assertThat(validations).isEqualTo(history.validations());
        assertThat(parts.path()).hasSameBinaryContentAs(expected.path());
    }

    private static TrainingSettings paused(OptimizerSettings optimizer, long until) {
        Map<String, Object> keys = new HashMap<>(keys(optimizer, 99));
        keys.put("until", until);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static void weigh(SmallProblem problem) {
        problem.use(RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), WARMUP));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void anEarlyStopRestoresAndSavesTheBest() {
        double[] bounds = {-9, -5, -7, -6, -8, -1};
        List<Map<String, List<Double>>> seen = new ArrayList<>();
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of(
                                "steps",
                                100,
                                "batch",
                                SmallProblem.BATCH,
                                "earlyStopping",
                                new TrainingSettings.EarlyStopping(2L, 3)));
        CheckpointFile store = new CheckpointFile(folder);
        History history = new History();
        try (SmallProblem problem = SmallProblem.open()) {
            TrainingOutcome outcome =
                    problem.trainer(settings)
                            .train(
                                    problem.batches(),
                                    model -> {
                                        seen.add(problem.parameters());
                                        return bounds[seen.size() - 1];
                                    },
                                    store,
                                    history,
                                    () -> false);

            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.STOPPED_EARLY);
            assertThat(outcome.steps()).isEqualTo(10);
            assertThat(history.validations())
                    .containsExactly(
                            "2 -9.0 true",
                            "4 -5.0 true",
                            "6 -7.0 false",
                            "8 -6.0 false",
                            "10 -8.0 false");
            assertThat(problem.parameters()).isEqualTo(seen.get(1)).isNotEqualTo(seen.get(4));
        }
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            store.load().orElseThrow().restoreModel(problem.model());
            assertThat(problem.parameters()).isEqualTo(seen.get(1));
        }
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            TrainingOutcome again = problem.train(settings, store, new History());

            assertThat(again.ending()).isEqualTo(TrainingOutcome.Ending.STOPPED_EARLY);
            assertThat(again.steps()).isEqualTo(10);
            assertThat(again.stepMillis()).isEmpty();
            assertThat(again.firstStepNanos()).isZero();
            assertThat(problem.parameters()).isEqualTo(seen.get(1));
        }
    }

    @Test
    void anInterruptionAtTheLastStepIsNone() {
        try (SmallProblem problem = SmallProblem.open()) {
            TrainingOutcome outcome =
                    problem.train(settings(adam(), 99), new Memory(), new History(STEPS));

            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.COMPLETED);
        }
    }

    @Test
    void aFinishedRunTakesNoStepAndGivesItsModel() {
        TrainingSettings settings = settings(adam(), 99);
        CheckpointFile store = new CheckpointFile(folder);
        Map<String, List<Double>> trained;
        try (SmallProblem problem = SmallProblem.open()) {
            problem.train(settings, store, new History());
            trained = problem.parameters();
        }
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            History history = new History();
            TrainingOutcome outcome = problem.train(settings, store, history);

            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.COMPLETED);
            assertThat(history.step()).isZero();
            assertThat(problem.parameters()).isEqualTo(trained);
        }
    }

    @Test
    void stateThatAPartUpdatesItselfGoesOnToo() {
        TrainingSettings settings = plain(STEPS, adam());
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        CheckpointFile parts = new CheckpointFile(folder.resolve("parts"));
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(new Averaging(problem.runtime()));
            problem.train(settings, whole, new History());
        }
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(new Averaging(problem.runtime()));
            problem.train(settings, parts, new History(7));
        }
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            Averaging averaging = new Averaging(problem.runtime());
            problem.use(averaging);
            problem.train(settings, parts, new History());

            assertThat(averaging.average.value().readScalar()).isNegative();
        }
        assertThat(parts.load().orElseThrow().arrays()).containsKey("estimator.average");
        assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
    }

    /** The evidence lower bound, with a moving average of itself that no gradient learns. */
    private static final class Averaging implements Estimator {
        private final Estimator elbo = RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), WARMUP);
        private final Parameter average;

        Averaging(TensorRuntime runtime) {
            try (TensorScope scope = runtime.scope()) {
                average = Parameter.state("average", runtime.scalar(0));
            }
        }

        @Override
        public Objective estimate(Step step) {
            Objective objective = elbo.estimate(step);
            Tensor bound = objective.bound().mean();
            return objective.with(List.of(after -> add(bound)));
        }

        private void add(Tensor bound) {
            average.assign(average.value().mul(0.9).add(bound.mul(0.1)));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(average);
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return elbo.accepts(kind);
        }
    }

    private static OptimizerSettings adam() {
        return StrictMapper.of(OptimizerSettings.Adam.class, Map.of("learningRate", RATE));
    }

    @Test
    void theCheckpointOfAnotherRunIsRefused() {
        Memory store = new Memory();
        TrainingSettings plain = plain(8, adam());
        try (SmallProblem problem = SmallProblem.open()) {
            problem.train(plain, store, new History(4));
        }

        try (SmallProblem problem = SmallProblem.open()) {
            assertRefused(problem, plain(7, adam()), store, "with steps 8, this one has 7");
            assertRefused(
                    problem,
                    plain(
                            8,
                            StrictMapper.of(
                                    OptimizerSettings.Sgd.class,
                                    Map.of("momentum", 0.9, "nesterov", false))),
                    store,
                    "no array optimizer.velocity.encoder.0.weight");
            assertRefused(
                    problem,
                    plain(
                            8,
                            StrictMapper.of(
                                    OptimizerSettings.Sgd.class, Map.of("nesterov", false))),
                    store,
                    "arrays that this run does not: optimizer.firstMoment.decoder.0.bias, ");
            assertRefused(
                    problem,
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    8,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "optimizer",
                                    adam(),
                                    "earlyStopping",
                                    StrictMapper.defaults(TrainingSettings.EarlyStopping.class))),
                    store,
                    "does not say its bestBound");
            problem.use(RandomKey.of(6));
            assertRefused(problem, plain, store, "with key seed 5, this one has seed 6");
        }
        try (SmallProblem wider = SmallProblem.toy().withHidden(9).open()) {
            assertRefused(wider, plain, store, "encoder.0.weight has shape [12, 8]");
        }
        try (SmallProblem single = SmallProblem.reopen(DType.FLOAT32)) {
            assertRefused(single, plain, store, "with dtype FLOAT64, this one has FLOAT32");
        }
    }

    private static TrainingSettings plain(long steps, OptimizerSettings optimizer) {
        return StrictMapper.of(
                TrainingSettings.class,
                Map.of("steps", steps, "batch", SmallProblem.BATCH, "optimizer", optimizer));
    }

    private static void assertRefused(
            SmallProblem problem, TrainingSettings settings, CheckpointStore store, String reason) {
        assertThatThrownBy(() -> problem.train(settings, store, new History()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
