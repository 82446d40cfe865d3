// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.TrainingSettings.EarlyStopping;
import org.vaelab.framework.training.TrainingSettings.Lag;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;

/** The average of weights is that of its formula, goes through checkpoints, and moves nothing. */
final class WeightAverageTest {

    private static final double DECAY = 0.8;
    private static final String KEPT = "optimizer.average.";

    private static TrainingSettings settings(long steps, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("steps", steps);
        keys.put("batch", SmallProblem.BATCH);
        keys.put("checkpointEvery", 7);
        keys.putAll(more);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static TrainingSettings averaging(long steps, Map<String, Object> more) {
        Map<String, Object> keys = new HashMap<>(more);
        keys.put("emaDecay", DECAY);
        return settings(steps, keys);
    }

    private static Map<String, double[]> arrays(TrainingSettings settings) {
        return arrays(settings, new Memory(), new History());
    }

    private static Map<String, double[]> arrays(
            TrainingSettings settings, Memory store, History history) {
        try (SmallProblem problem =
                store.saved().isEmpty()
                        ? SmallProblem.open()
                        : SmallProblem.reopen(DType.FLOAT64)) {
            problem.train(settings, store, history);
        }
        Map<String, double[]> arrays = new TreeMap<>();
        store.load().orElseThrow().arrays().forEach((name, a) -> arrays.put(name, a.doubles()));
        return arrays;
    }

    private static void requireEqual(Map<String, double[]> got, Map<String, double[]> expected) {
        assertThat(got.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(got.get(name)).as(name).isEqualTo(values));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 12})
    void theModelHasTheAverageAndTheCheckpointTheWeights(long steps) {
        List<Map<String, double[]>> weights = new ArrayList<>();
        for (long step = 1; step <= steps; step++) {
            weights.add(arrays(settings(step, Map.of())));
        }
        Map<String, double[]> last = weights.get(weights.size() - 1);

        Map<String, double[]> averaged = arrays(averaging(steps, Map.of()));
        List<String> learned =
                averaged.keySet().stream().filter(name -> name.startsWith(KEPT)).toList();
        assertThat(learned).hasSize(8);
        for (String kept : learned) {
            String name = "model." + kept.substring(KEPT.length());
            assertThat(averaged.get(kept)).as(kept).isEqualTo(last.get(name));
            for (int i = 0; i < last.get(name).length; i++) {
                double sum = 0;
                for (int s = 1; s <= steps; s++) {
                    sum += Math.pow(DECAY, (double) (steps - s)) * weights.get(s - 1).get(name)[i];
                }
                double expected = (1 - DECAY) / (1 - Math.pow(DECAY, (double) steps)) * sum;
                // Each step rounds once or twice.
                assertThat(averaged.get(name)[i])
                        .as("%s, element %s", name, i)
                        .isCloseTo(expected, within(4 * steps * Math.ulp(1.0)));
            }
        }
    }

    @Test
    void trainingIsThatWithoutIt() {
        History with = new History();
        History without = new History();
        arrays(averaging(20, Map.of()), new Memory(), with);
        arrays(settings(20, Map.of()), new Memory(), without);
        assertThat(with.reports()).isEqualTo(without.reports());
    }

    @ParameterizedTest
    @CsvSource({"none, 1", "none, 9", "lag, 4", "skip, 4", "earlyStopping, 1"})
    void aRunThatIsInterruptedGoesOnToTheSameBytes(String more, long checkEvery) {
        Map<String, Object> keys = new HashMap<>(Map.of("checkEvery", checkEvery));
        switch (more) {
            case "lag" -> keys.put("lag", new Lag(2, null));
            case "skip" -> keys.put("skipGradients", new SkipGradients(0.5, 1, 12, 5, 3));
            case "earlyStopping" -> keys.put(more, new EarlyStopping(5, 10));
            default -> {}
        }
        TrainingSettings settings = averaging(30, keys);
        History all = new History();
        Map<String, double[]> whole = arrays(settings, new Memory(), all);
        if (more.equals("skip")) {
            assertThat(all.reports().get(29).skipped()).isPositive();
        }
        for (long after : List.of(1L, 13L, 14L, 27L)) {
            Memory store = new Memory();
            arrays(settings, store, new History(after));
            requireEqual(arrays(settings, store, new History()), whole);
        }
    }

    @Test
    void aPausedModelHasTheAverageAndGoesOnFromItsWeights() {
        Memory store = new Memory();
        Map<String, double[]> paused =
                arrays(averaging(20, Map.of("until", 8)), store, new History());
        requireEqual(paused, arrays(averaging(8, Map.of())));
        requireEqual(
                arrays(averaging(20, Map.of()), store, new History()),
                arrays(averaging(20, Map.of())));
    }

    @Test
    void aCompletedRunGoesOnToMoreSteps() {
        Memory store = new Memory();
        arrays(averaging(8, Map.of()), store, new History());
        // Nothing is left to do: the average is put in place once.
        requireEqual(
                arrays(averaging(8, Map.of()), store, new History()),
                arrays(averaging(8, Map.of())));
        requireEqual(
                arrays(averaging(20, Map.of()), store, new History()),
                arrays(averaging(20, Map.of())));
    }

    @Test
    void theBestParametersAreAverages() {
        History history = new History();
        Map<String, double[]> best =
                arrays(
                        averaging(40, Map.of("earlyStopping", new EarlyStopping(5, 20))),
                        new Memory(),
                        history);
        long step =
                history.validations().stream()
                        .filter(line -> line.endsWith("true"))
                        .map(line -> Long.parseLong(line.substring(0, line.indexOf(" "))))
                        .reduce((first, second) -> second)
                        .orElseThrow();
        Map<String, double[]> there = arrays(averaging(step, Map.of()));
        there.keySet().removeIf(name -> !name.startsWith("model."));
        there.forEach((name, values) -> assertThat(best.get(name)).as(name).isEqualTo(values));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void otherDecaysAreRejected(double decay) {
        assertThatThrownBy(() -> settings(3, Map.of("emaDecay", decay)))
                .hasMessageContaining("emaDecay must be above 0 and below 1, is " + decay);
    }

    @Test
    void aSlowAverageOfFewStepsIsTheirMean() {
        Map<String, double[]> first = arrays(settings(1, Map.of()));
        Map<String, double[]> second = arrays(settings(2, Map.of()));
        Map<String, double[]> slow = arrays(settings(2, Map.of("emaDecay", 1 - 1e-9)));
        String name = "model.encoder.";
        for (String each : slow.keySet().stream().filter(k -> k.startsWith(name)).toList()) {
            double[] mean = new double[slow.get(each).length];
            Arrays.setAll(mean, i -> (first.get(each)[i] + second.get(each)[i]) / 2);
            assertThat(slow.get(each)).as(each).containsExactly(mean, within(1e-8));
        }
    }
}
