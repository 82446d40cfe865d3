// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.MetricDescription.Direction;

/** The algorithm on a quadratic in two dimensions, whose optimum is known. */
final class SuccessiveHalvingTest {

    private static final int ETA = 3;

    /** The optimum is at (0.3, 0.7), where the value is 0. */
    private static double quadratic(double x, double y) {
        return -(x - 0.3) * (x - 0.3) - (y - 0.7) * (y - 0.7);
    }

    private static double value(long seed, int trial) {
        double[] point = RandomKey.of(seed).split("point").fold(trial).uniform(2);
        return quadratic(point[0], point[1]);
    }

    /** A search that keeps which trials each rung had. */
    private static final class Recorded implements SuccessiveHalving.Rung {

        private final List<List<Integer>> rungs = new ArrayList<>();
        private final long seed;
        private final DoubleUnaryOperator noise;

        /**
         * Measures the quadratic with noise.
         *
         * @param noise its standard deviation in each rung
         */
        Recorded(long seed, DoubleUnaryOperator noise) {
            this.seed = seed;
            this.noise = noise;
        }

        @Override
        public Optional<Map<Integer, Double>> values(int rung, List<Integer> trials) {
            rungs.add(trials);
            Map<Integer, Double> values = new LinkedHashMap<>();
            for (int trial : trials) {
                double[] normal =
                        RandomKey.of(seed).split("noise").fold(rung).fold(trial).normal(1);
                values.put(trial, value(seed, trial) + noise.applyAsDouble(rung) * normal[0]);
            }
            return Optional.of(values);
        }
    }

    private static int best(SuccessiveHalving search, SuccessiveHalving.Rung rung)
            throws IOException {
        return search.search(rung).orElseThrow().orElseThrow();
    }

    private static double regret(long seed, int trials) throws IOException {
        SuccessiveHalving random = new SuccessiveHalving(trials, 1, 1, Direction.HIGHER);
        return -value(seed, best(random, new Recorded(seed, rung -> 0)));
    }

    /**
     * The squared distance of the best of n points is Exponential with mean 1 / (pi n) near the
     * optimum, so the mean over 400 searches has a relative standard error of 5 %. The limits are
     * six of them away; the edges of the square change the mean by less than 10 %.
     */
    @Tag("full")
    @Test
    void theDistanceOfRandomSearchShrinksAsExpected() throws IOException {
        for (int trials : new int[] {32, 128, 512}) {
            double sum = 0;
            for (int seed = 0; seed < 400; seed++) {
                sum += regret(seed, trials);
            }
            assertThat(sum / 400 * Math.PI * trials).isBetween(0.7, 1.4);
        }
    }

    @Test
    void rungsHaveTheSizesOfThePapers() throws IOException {
        Recorded measured = new Recorded(1, rung -> 0);
        SuccessiveHalving search = new SuccessiveHalving(40, ETA, 4, Direction.HIGHER);
        int best = best(search, measured);
        assertThat(measured.rungs).extracting(List::size).containsExactly(40, 14, 5, 2);
        assertThat(measured.rungs.get(3)).contains(best).isSorted();
        // Without noise the best of all reaches the last rung.
        assertThat(best)
                .isEqualTo(
                        best(
                                new SuccessiveHalving(40, 1, 1, Direction.HIGHER),
                                new Recorded(1, rung -> 0)));
    }

    @Test
    void aRungThatKeepsEveryTrialIsLeftOut() throws IOException {
        Recorded measured = new Recorded(1, rung -> 0);
        SuccessiveHalving search = new SuccessiveHalving(9, ETA, 4, Direction.HIGHER);
        best(search, measured);
        assertThat(measured.rungs).extracting(List::size).containsExactly(9, 3, 1);
        assertThat(search.held()).containsExactly(0, 1, 3);
        assertThat(search.before(3)).hasValue(1);
        assertThat(search.before(0)).isEmpty();
    }

    /** Early rungs are noisy. Halving measures as much as 40 trials to the end would, of 81. */
    @Test
    void halvingFindsMoreThanRandomSearchOfEqualCost() throws IOException {
        double halving = 0;
        double random = 0;
        for (int seed = 0; seed < 200; seed++) {
            SuccessiveHalving search = new SuccessiveHalving(81, ETA, 4, Direction.HIGHER);
            // Rung r costs 3^(r - 3) of a whole training.
            halving -= value(seed, best(search, new Recorded(seed, r -> 0.02 * Math.pow(ETA, -r))));
            random += regret(seed, 12);
        }
        // 81/27 + (27/9 - 27/27) + (9/3 - 9/9) + (3 - 3/3) = 9 whole trainings, if each goes on.
        assertThat(halving).isLessThan(0.7 * random);
    }

    @Test
    void lowerValuesMayBeBetterAndFailedTrialsAreWorst() throws IOException {
        SuccessiveHalving search = new SuccessiveHalving(4, 2, 2, Direction.LOWER);
        Map<Integer, Double> values = Map.of(1, Double.NaN, 2, 3.0, 3, 1.0, 4, 1.0);
        List<List<Integer>> rungs = new ArrayList<>();
        int best =
                best(
                        search,
                        (rung, trials) -> {
                            rungs.add(trials);
                            return Optional.of(values);
                        });
        assertThat(rungs).containsExactly(List.of(1, 2, 3, 4), List.of(3, 4));
        assertThat(best).isEqualTo(3);
    }

    @Test
    void withoutAValueNoneIsBest() throws IOException {
        SuccessiveHalving search = new SuccessiveHalving(2, 2, 2, Direction.HIGHER);
        Optional<OptionalInt> found =
                search.search((rung, trials) -> Optional.of(Map.of(1, Double.NaN, 2, Double.NaN)));
        assertThat(found).contains(OptionalInt.empty());
        assertThat(search.search((rung, trials) -> Optional.empty())).isEmpty();
    }

    /** Trials that only an earlier, smaller search had in a rung do not change the result. */
    @Property(tries = 50)
    void theResultDependsOnTheValuesAlone(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int trials,
            @ForAll @IntRange(min = 2, max = 4) int eta,
            @ForAll @IntRange(min = 1, max = 4) int rungs)
            throws IOException {
        SuccessiveHalving search = new SuccessiveHalving(trials, eta, rungs, Direction.HIGHER);
        Recorded first = new Recorded(seed, rung -> 0.1);
        Recorded second = new Recorded(seed, rung -> 0.1);
        assertThat(best(search, first)).isEqualTo(best(search, second));
        assertThat(first.rungs).isEqualTo(second.rungs);
        assertThat(first.rungs)
                .extracting(List::size)
                .isEqualTo(search.held().stream().map(search::size).toList());
        // Every rung but the last drops a trial.
        assertThat(first.rungs).extracting(List::size).doesNotHaveDuplicates();
    }
}
