// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.TrainingSettings.Lag;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.CapturingBackend;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** Steps with exploding gradients change nothing, and training cannot skip for ever. */
final class SkipGradientsTest {

    private static final SkipGradients SKIP = new SkipGradients(0.9, 3, 12, 5, 3);

    private static TrainingSettings settings(
            long steps, @Nullable SkipGradients skip, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("steps", steps);
        keys.put("batch", SmallProblem.BATCH);
        keys.put("checkpointEvery", 7);
        if (skip != null) {
            keys.put("skipGradients", skip);
        }
        keys.putAll(more);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    /** The evidence lower bound, whose loss is a thousand times as large at some steps. */
    private record Exploding(Set<Long> steps) implements Estimator {
        private static final Elbo ELBO = new Elbo(1, KlMode.AUTO);

        @Override
        public Objective estimate(Step step) {
            Objective objective = ELBO.estimate(step);
            return steps.contains(step.clock().step() + 1)
                    ? new Objective(
                            objective.loss().mul(1e3),
                            objective.bound(),
                            objective.terms(),
                            objective.penalties(),
                            objective.klSource(),
                            objective.klWeight(),
                            objective.updates())
                    : objective;
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return ELBO.accepts(kind);
        }
    }

    private record Result(
            Map<String, List<Double>> state, List<StepReport> reports, List<Long> skipped) {}

    private static Result run(TrainingSettings settings, Set<Long> exploding) {
        return run(SmallProblem.open(), settings, exploding, new Memory(), new History());
    }

    private static Result run(
            SmallProblem opened,
            TrainingSettings settings,
            Set<Long> exploding,
            Memory store,
            History history) {
        try (SmallProblem problem = opened) {
            problem.use(new Exploding(exploding));
            problem.train(settings, store, history);
            return new Result(
                    values(store.load().orElseThrow()),
                    history.reports(),
                    history.reports().stream().map(StepReport::skipped).toList());
        }
    }

    private static Map<String, List<Double>> values(Checkpoint checkpoint) {
        Map<String, List<Double>> values = new TreeMap<>();
        checkpoint
                .arrays()
                .forEach(
                        (name, array) ->
                                values.put(name, Arrays.stream(array.doubles()).boxed().toList()));
        return values;
    }

    private static Map<String, List<Double>> ofTraining(Result result) {
        Map<String, List<Double>> values = new TreeMap<>(result.state());
        values.keySet().removeIf(name -> name.startsWith("skipGradients."));
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "clip", "lag"})
    void aRunThatSkipsNothingHasTheBitsOfOneWithoutTheSetting(String more) {
        Map<String, Object> keys =
                switch (more) {
                    case "clip" -> Map.of("clip", 0.5);
                    case "lag" -> Map.of("lag", new Lag(3, null));
                    default -> Map.of();
                };
        Result with = run(settings(30, SKIP, keys), Set.of());
        Result without = run(settings(30, null, keys), Set.of());

        assertThat(with.skipped()).containsOnly(0L);
        assertThat(without.skipped()).containsOnlyNulls();
        assertThat(ofTraining(with)).isEqualTo(without.state());
        assertThat(with.reports())
                .extracting(StepReport::values)
                .isEqualTo(without.reports().stream().map(StepReport::values).toList());
        assertThat(with.reports()).allMatch(report -> report.gradientNorm() > 0);
    }

    @Test
    void aSkippedStepChangesNothing() {
        Result before = run(settings(10, SKIP, Map.of()), Set.of());
        Result after = run(settings(11, SKIP, Map.of()), Set.of(11L));

        assertThat(after.skipped().get(10)).isEqualTo(1);
        assertThat(ofTraining(after)).isEqualTo(ofTraining(before));
    }

    @Test
    void noStepIsSkippedBeforeEnoughNormsAreSeen() {
        assertThat(run(settings(8, SKIP, Map.of()), Set.of(5L)).skipped()).containsOnly(0L);
        assertThat(run(settings(8, SKIP, Map.of()), Set.of(6L)).skipped())
                .containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 1L, 1L);
    }

    @Test
    void trainingGoesOnIfTheNormsRiseForGood() {
        Set<Long> exploding = new java.util.HashSet<>();
        for (long step = 20; step <= 60; step++) {
            exploding.add(step);
        }
        // A window so long that its quantile never rises.
        SkipGradients patient = new SkipGradients(0.1, 3, 1000, 5, 3);
        List<Long> skipped = run(settings(60, patient, Map.of()), exploding).skipped();
        assertThat(skipped.subList(18, 32))
                .startsWith(0L, 1L, 2L, 3L, 3L, 4L, 5L, 6L, 6L, 7L, 8L, 9L, 9L);
        // With a short one it does.
        assertThat(run(settings(60, SKIP, Map.of()), exploding).skipped().get(59)).isLessThan(9);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"none, 1", "lag, 1", "lag, 9", "clip, 4"})
    void aRunThatIsInterruptedGoesOnToTheSameBytes(String more, long checkEvery) {
        Map<String, Object> keys = new HashMap<>(Map.of("checkEvery", checkEvery));
        if (more.equals("lag")) {
            keys.put("lag", new Lag(2, null));
        } else if (more.equals("clip")) {
            keys.put("clip", 1.0);
        }
        TrainingSettings settings = settings(40, SKIP, keys);
        Set<Long> exploding = Set.of(17L, 18L, 19L, 20L, 21L, 33L, 36L);
        Result whole = run(settings, exploding);
        assertThat(whole.skipped().get(39)).isBetween(3L, 7L);
        for (long interruptedAfter : List.of(7L, 14L, 21L, 28L, 35L)) {
            Memory store = new Memory();
            run(SmallProblem.open(), settings, exploding, store, new History(interruptedAfter));
            assertThat(store.saved()).endsWith(interruptedAfter);
            SmallProblem again = SmallProblem.reopen(DType.FLOAT64);
            Result rest = run(again, settings, exploding, store, new History());
            assertThat(rest.state()).isEqualTo(whole.state());
            assertThat(rest.reports())
                    .isEqualTo(whole.reports().subList((int) interruptedAfter, 40));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9})
    void aQueueSkipsTheSameSteps(long checkEvery) {
        Set<Long> exploding = Set.of(17L, 18L, 33L);
        TrainingSettings settings = settings(40, SKIP, Map.of("checkEvery", checkEvery));
        TensorRuntime queue =
                TensorRuntime.strict(
                        Graphs.ON.apply(
                                new CapturingBackend(
                                        new ReferenceBackend(), new AtomicLong(), List.of())),
                        DType.FLOAT64);
        SmallProblem problem = SmallProblem.toy().open(queue, SmallProblem.KEY.split("init"));
        Result queued = run(problem, settings, exploding, new Memory(), new History());
        assertThat(queued.skipped()).isEqualTo(run(settings, exploding).skipped());
        assertThat(queued.skipped().get(39)).isEqualTo(3);
    }

    @Test
    void aNormThatIsNotFiniteIsAnError() {
        SmallProblem problem = SmallProblem.open();
        try (problem) {
            var bias = problem.model().parameters().get(1);
            try (var scope = problem.runtime().scope()) {
                bias.assign(problem.runtime().full(1e200, bias.value().shape()));
            }
            assertThatThrownBy(
                            () ->
                                    problem.train(
                                            settings(8, SKIP, Map.of()),
                                            new Memory(),
                                            new History()))
                    .isInstanceOf(NonFiniteException.class);
        }
    }

    @Test
    void theQuantileIsThatOfTheLatestNorms() {
        SkipGradients settings = new SkipGradients(0.9, 1.5, 20, 3, 1000);
        NormWindow window = new NormWindow(settings);
        double[] norms = RandomKey.of(1).split("norms").uniform(300);
        List<Double> seen = new ArrayList<>();
        for (double norm : norms) {
            double stretched = Math.exp(3 * norm);
            List<Double> latest =
                    seen.subList(Math.max(0, seen.size() - 20), seen.size()).stream()
                            .sorted()
                            .toList();
            boolean expected =
                    latest.size() >= 3
                            && stretched
                                    > 1.5 * latest.get((int) Math.ceil(0.9 * latest.size()) - 1);
            assertThat(window.skips(stretched)).isEqualTo(expected);
            seen.add(stretched);
        }
        assertThat(window.skipped()).isPositive();
    }
}
