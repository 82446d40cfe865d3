// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * A step that met NaN is saved with the state before it, and fails again when it is taken again.
 */
final class ReplayedStepTest {

    private static final long WILD = 8;

    /** Steps of a learning rate that spoils the parameters at the step after {@link #WILD}. */
    private static TrainingSettings settings(double wildRate, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("steps", 20);
        keys.put("batch", SmallProblem.BATCH);
        keys.put("checkpointEvery", 6);
        keys.put(
                "optimizer",
                StrictMapper.of(
                        OptimizerSettings.Adam.class,
                        Map.of(
                                "learningRate",
                                new Schedule.Piecewise(List.of(1e-3, wildRate), List.of(WILD)))));
        keys.putAll(more);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static SmallProblem open() {
        return SmallProblem.open(new ReferenceBackend(), DType.FLOAT32);
    }

    private static NonFiniteException failure(TrainingSettings settings, Memory store) {
        try (SmallProblem problem = open()) {
            return catchThrowableOfType(
                    NonFiniteException.class, () -> problem.train(settings, store, new History()));
        }
    }

    /** Returns the state that a sound run has after some steps, which it saves when interrupted. */
    private static Checkpoint interrupted(TrainingSettings settings, long steps) {
        try (SmallProblem problem = open()) {
            Memory store = new Memory();
            problem.train(settings, store, new History(steps));
            return store.load().orElseThrow();
        }
    }

    private static Map<String, List<Double>> values(Checkpoint checkpoint) {
        Map<String, List<Double>> values = new TreeMap<>();
        checkpoint
                .arrays()
                .forEach(
                        (name, array) -> {
                            double[] numbers = array.doubles().clone();
                            if (!array.isDouble()) {
                                numbers = new double[array.floats().length];
                                for (int i = 0; i < numbers.length; i++) {
                                    numbers[i] = array.floats()[i];
                                }
                            }
                            values.put(name, Arrays.stream(numbers).boxed().toList());
                        });
        return values;
    }

    private static Optional<Checkpoint> stateAfter(
            TrainingSettings settings, long steps, Optional<Checkpoint> latest) {
        try (SmallProblem problem = open()) {
            return problem.trainer(settings.checkingEachStep())
                    .stateAfter(
                            steps,
                            problem.batches(),
                            SmallProblem::validationBound,
                            latest,
                            TrainingListener.SILENT,
                            () -> false);
        }
    }

    private static ReplayedStep replay(TrainingSettings settings, Checkpoint before) {
        try (SmallProblem problem = SmallProblem.toy().open(DType.FLOAT32, RandomKey.of(99))) {
            Checkpoint batch = SavedBatch.arrays(problem.batches().at(before.step()));
            return problem.trainer(settings)
                    .replay(before, SavedBatch.examples(batch, problem.runtime()));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "7"})
    void aLossThatIsNotFiniteKeepsTheStateBefore(long checkEvery) {
        // Within float32, but no product of two such weights is.
        TrainingSettings settings = settings(1e25, Map.of("checkEvery", checkEvery));

        NonFiniteException failure = failure(settings, new Memory());

        assertThat(failure.place()).isEqualTo(NonFiniteException.Place.LOSS);
        assertThat(failure.step()).isEqualTo(WILD + 2);
        Checkpoint before = failure.before().orElseThrow();
        assertThat(before.step()).isEqualTo(WILD + 1);
        assertThat(values(before))
                .isEqualTo(values(interrupted(settings.checkingEachStep(), WILD + 1)));
        ReplayedStep replayed = replay(settings, before);
        assertThat(replayed.failure()).isNotNull().hasMessage(failure.getMessage());
        assertThat(replayed.examples()).isNotEmpty();
        assertThat(replayed.gradients()).isNotEmpty();
        assertThat(replayed.terms()).containsKeys("loss", "bound", "reconstruction", "kl");
        assertThat(replayed.largest().orElseThrow().value()).isGreaterThan(1e24);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpdateThatSpoilsParametersIsTakenAgainFromTheLastCheckpoint(boolean stops) {
        Map<String, Object> more =
                stops
                        ? Map.of("earlyStopping", new TrainingSettings.EarlyStopping(4L, 9))
                        : Map.of();
        TrainingSettings settings = settings(1e39, more);
        Memory store = new Memory();

        NonFiniteException failure = failure(settings, store);

        assertThat(failure.place()).isEqualTo(NonFiniteException.Place.UPDATE);
        assertThat(failure.step()).isEqualTo(WILD + 1);
        assertThat(failure.before()).isEmpty();
        assertThat(store.saved()).containsExactly(6L);
        Map<String, List<Double>> expected = values(interrupted(settings, WILD));
        for (Optional<Checkpoint> latest : List.of(store.load(), Optional.<Checkpoint>empty())) {
            Checkpoint before = stateAfter(settings, failure.stepsBefore(), latest).orElseThrow();
            assertThat(before.step()).isEqualTo(WILD);
            assertThat(values(before)).isEqualTo(expected);
            assertThat(replay(settings, before).failure())
                    .isNotNull()
                    .hasMessage(failure.getMessage());
        }
    }

    @Test
    void theStateBeforeTheFirstStepIsThatOfTheModel() {
        TrainingSettings settings = settings(1e-3, Map.of());
        Checkpoint first = stateAfter(settings, 0, Optional.empty()).orElseThrow();
        try (SmallProblem problem = open()) {
            problem.parameters()
                    .forEach(
                            (name, value) ->
                                    assertThat(values(first))
                                            .containsEntry("model." + name, value));
        }
    }

    @Test
    void theFirstSpoiltStepIsFoundOnTheWay() {
        TrainingSettings settings = settings(1e39, Map.of());
        NonFiniteException noticed =
                catchThrowableOfType(
                        NonFiniteException.class, () -> stateAfter(settings, 15, Optional.empty()));
        assertThat(noticed.place()).isEqualTo(NonFiniteException.Place.UPDATE);
        assertThat(noticed.step()).isEqualTo(WILD + 1);
    }

    @Test
    void aSoundStepIsReplayedWithoutAFailure() {
        TrainingSettings settings = settings(1e-3, Map.of("clip", 1.0));
        ReplayedStep replayed = replay(settings, interrupted(settings, 5));
        assertThat(replayed.failure()).isNull();
        assertThat(replayed.examples()).isEmpty();
        assertThat(replayed.gradients()).isEmpty();
        assertThat(replayed.gradientNorm()).isPositive();
    }

    @Test
    void aSavedBatchHasTheBytesOfTheStep() {
        try (SmallProblem problem = SmallProblem.open();
                TensorScope scope = problem.runtime().scope()) {
            var batch = problem.batches().at(3);
            ExampleTensors saved = SavedBatch.examples(SavedBatch.arrays(batch), problem.runtime());
            assertThat(saved.x().readDoubles())
                    .isEqualTo(ExampleTensors.of(batch, problem.runtime()).x().readDoubles());
            assertThat(saved.rows()).isEqualTo(batch.rows());
        }
    }
}
