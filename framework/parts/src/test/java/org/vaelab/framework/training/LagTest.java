// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.TrainingSettings.Lag;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.SmallProblem;

/** What moves when, while the generative model lags behind the inference. */
final class LagTest {

    private static final long STEPS = 14;

    @TempDir private Path folder;

    private static TrainingSettings settings(@Nullable OptimizerSettings optimizer, Lag lag) {
        Map<String, Object> keys =
                new HashMap<>(
                        Map.of(
                                "steps",
                                STEPS,
                                "batch",
                                SmallProblem.BATCH,
                                "clip",
                                2.0,
                                "checkpointEvery",
                                5,
                                "historyEvery",
                                1,
                                "lag",
                                lag));
        if (optimizer != null) {
            keys.put("optimizer", optimizer);
        }
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static List<List<Double>> values(List<Parameter> parameters) {
        return parameters.stream()
                .map(p -> Arrays.stream(p.value().readDoubles()).boxed().toList())
                .toList();
    }

    /** The steps, from 1 and but for the last, that have changed a parameter of q, and of p. */
    private static List<List<Long>> moves(Lag lag) {
        List<Long> inference = new ArrayList<>();
        List<Long> generative = new ArrayList<>();
        long[] steps = {0};
        try (SmallProblem problem = SmallProblem.open()) {
            List<Parameter> q = problem.model().inference().parameters();
            List<Parameter> p = problem.model().generative().parameters();
            List<List<List<Double>>> last = new ArrayList<>(List.of(values(q), values(p)));
            BooleanSupplier noting =
                    () -> {
                        steps[0]++;
                        if (!values(q).equals(last.get(0))) {
                            inference.add(steps[0]);
                        }
                        if (!values(p).equals(last.get(1))) {
                            generative.add(steps[0]);
                        }
                        last.set(0, values(q));
                        last.set(1, values(p));
                        return false;
                    };
            problem.trainer(settings(null, lag))
                    .train(
                            problem.batches(),
                            SmallProblem::validationBound,
                            CheckpointStore.none(),
                            new History(),
                            noting);
        }
        return List.of(inference, generative);
    }

    @Test
    void theInferenceMovesAlwaysAndTheModelAtTheEndOfEachRound() {
        List<Long> all = IntStream.range(1, (int) STEPS).mapToObj(Long::valueOf).toList();
        assertThat(moves(new Lag(3L, 10L))).containsExactly(all, List.of(4L, 8L, 11L, 12L, 13L));
        assertThat(moves(new Lag(3L, null))).containsExactly(all, List.of(4L, 8L, 12L));
        assertThat(moves(new Lag(1L, 2L))).containsExactly(all, all.subList(1, all.size()));
    }

    @Test
    void theNumberOfMovesIsThatOfTheStepsInWhichItMoves() {
        for (Lag lag : List.of(new Lag(3L, 10L), new Lag(2L, null), new Lag(1L, 5L))) {
            long moves = 0;
            for (long step = 0; step < 40; step++) {
                assertThat(lag.movesBefore(step)).as("%s at %d", lag, step).isEqualTo(moves);
                moves += lag.moves(step) ? 1 : 0;
            }
        }
    }

    /** Adam's first step is of the learning rate, in each number: as of one that has not waited. */
    @Test
    void theOptimiserCountsTheStepsInWhichAParameterMoves() {
        OptimizerSettings adam =
                StrictMapper.of(
                        OptimizerSettings.Adam.class,
                        Map.of("learningRate", Schedule.constant(0.01)));
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of(
                                "steps",
                                4,
                                "batch",
                                SmallProblem.BATCH,
                                "optimizer",
                                adam,
                                "lag",
                                new Lag(3L, null)));
        try (SmallProblem problem = SmallProblem.open()) {
            List<Parameter> p = problem.model().generative().parameters();
            List<List<Double>> before = values(p);
            problem.train(settings, CheckpointStore.none(), new History());
            List<List<Double>> after = values(p);
            double largest = 0;
            for (int i = 0; i < before.size(); i++) {
                for (int k = 0; k < before.get(i).size(); k++) {
                    double change = Math.abs(after.get(i).get(k) - before.get(i).get(k));
                    largest = Math.max(largest, change);
                }
            }
            assertThat(largest).isBetween(0.0099, 0.0100001);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 7, 9, 10, 13})
    void goesOnToTheSameBytes(long interruptedAfter) {
        TrainingSettings settings =
                settings(
                        StrictMapper.of(
                                OptimizerSettings.Adam.class,
                                Map.of("learningRate", new Schedule.Cosine(0.05, 0.01, STEPS))),
                        new Lag(3L, 10L));
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        try (SmallProblem problem = SmallProblem.open()) {
            problem.train(settings, whole, expected);
        }
        CheckpointFile parts = new CheckpointFile(folder.resolve("parts"));
        History before = new History(interruptedAfter);
        try (SmallProblem problem = SmallProblem.open()) {
            problem.train(settings, parts, before);
        }
        History after = new History();
        try (SmallProblem problem = SmallProblem.reopen(DType.FLOAT64)) {
            problem.train(settings, parts, after);
        }
        List<StepReport> joined = new ArrayList<>(before.reports());
        joined.addAll(after.reports());
        assertThat(joined).isEqualTo(expected.reports());
        assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Lag(0L, null)).hasMessage("steps must be at least 1, is 0");
        assertThatThrownBy(() -> new Lag(10L, 10L))
                .hasMessage("until must be above the 10 steps of the inference alone, is 10");
        assertThatThrownBy(() -> settings(null, new Lag(STEPS, null)))
                .hasMessage("lag.steps is 14: in 14 steps the generative model would never move");
    }
}
