// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The statistics of a report take all finite values that runs can have, so that no report fails.
 */
class EveryInputTest {

    private static final double CONFIDENCE = 0.95;

    /** Scores of methods: equal, nearly equal, tied, tiny, huge, or of usual size. */
    @Provide
    Arbitrary<double[][][]> scores() {
        Arbitrary<Double> value =
                Arbitraries.oneOf(
                        Arbitraries.of(0.0, 1.0, -100.0, -0.0, 1e-300, 1e150, -1e150),
                        Arbitraries.doubles().between(-200, -50).ofScale(2),
                        Arbitraries.integers().between(0, 3).map(i -> -100 + i * 1e-13),
                        Arbitraries.doubles().between(-1e3, 1e3).ofScale(9));
        Arbitrary<Integer> methods = Arbitraries.integers().between(2, 6);
        Arbitrary<Integer> seeds = Arbitraries.integers().between(1, 4);
        Arbitrary<Integer> tasks = Arbitraries.integers().between(2, 5);
        return Combinators.combine(methods, seeds, tasks).flatAs((m, s, t) -> cube(value, m, s, t));
    }

    private static Arbitrary<double[][][]> cube(
            Arbitrary<Double> value, int methods, int seeds, int tasks) {
        return value.array(Double[].class)
                .ofSize(methods * seeds * tasks)
                .map(
                        all -> {
                            double[][][] scores = new double[methods][seeds][tasks];
                            for (int i = 0; i < all.length; i++) {
                                scores[i / (seeds * tasks)][i / tasks % seeds][i % tasks] = all[i];
                            }
                            return scores;
                        });
    }

    @Property(tries = 8)
    void statisticsOfTasks(@ForAll("scores") double[][][] scores) {
        double[][] blocks = new double[scores[0][0].length][scores.length];
        for (int t = 0; t < blocks.length; t++) {
            for (int m = 0; m < scores.length; m++) {
                blocks[t][m] = -SeedsByData.means(scores[m])[t];
            }
        }
        Friedman ranks = Friedman.of(blocks);
        assertThat(ranks.groups(1 - CONFIDENCE)).isNotNull();
        assertThat(ranks.canSeparate(1 - CONFIDENCE)).isIn(true, false);
        TaskScale scale = TaskScale.worstToBest(scores);
        for (double[][] method : scores) {
            assertThat(scale.of(method)).isNotNull();
            List<BootstrapInterval> all =
                    BootstrapInterval.of(
                            method,
                            List.of(ScoreMatrix::interquartileMean, ScoreMatrix::median),
                            CONFIDENCE);
            assertThat(all).hasSize(2);
            Improvement better = Improvement.of(method, scores[0], CONFIDENCE);
            assertThat(better.probability()).isBetween(0.0, 1.0);
            double[] one = SeedsByData.means(method);
            double[] other = SeedsByData.means(scores[0]);
            double[] differences = new double[one.length];
            Arrays.setAll(differences, t -> one[t] - other[t]);
            assertThat(BayesianSignedRank.of(differences, 0, 100).right()).isBetween(0.0, 1.0);
        }
    }

    @Property(tries = 50)
    void statisticsOfPairs(@ForAll("scores") double[][][] scores) {
        double[] x = scores[0][0];
        double[] y = scores[1][0];
        assertThat(WilcoxonSignedRank.of(x, y)).isNotNull();
        requireWidth(TTest.paired(x, y).halfWidth(CONFIDENCE));
        TTest looked = TTest.paired(x, y, Looks.from(2));
        requireWidth(looked.halfWidth(CONFIDENCE));
        requireProbability(looked.pTwoSided());
        MeanDifference data = MeanDifference.ofData(DifferenceOverExamples.of(x, y));
        MeanDifference seeds = MeanDifference.ofSeeds(MeanInterval.of(x, CONFIDENCE));
        for (MeanDifference difference : List.of(data, seeds)) {
            requireWidth(difference.halfWidth(CONFIDENCE));
            assertThat(MoreSeeds.of(difference, CONFIDENCE, (mean, half) -> half < 1)).isNotNull();
            requireWidth(difference.after(Looks.from(3)).halfWidth(CONFIDENCE));
        }
        if (scores[0].length > 1) {
            MeanDifference both = MeanDifference.of(SeedsByData.of(scores[0]));
            requireWidth(both.halfWidth(CONFIDENCE));
        }
    }

    private static void requireWidth(double width) {
        assertThat(width).matches(w -> Double.isNaN(w) || w >= 0);
    }

    private static void requireProbability(double p) {
        assertThat(p).matches(q -> Double.isNaN(q) || (q >= 0 && q <= 1));
    }
}
