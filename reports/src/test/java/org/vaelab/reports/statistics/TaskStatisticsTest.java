// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics over several tasks in cases whose results are known. */
class TaskStatisticsTest {

    /** Five standard errors of 40,000 draws. */
    private static final double MONTE_CARLO = 0.0125;

    private static final double ROOT_HALF = Math.sqrt(0.5);

    @Test
    void randomNumbersAreThoseOfSplitMix64() {
        SplitMix random = new SplitMix(1234567);
        assertThat(random.next()).isEqualTo(6457827717110365317L);
        assertThat(random.next()).isEqualTo(3203168211198807973L);
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("9817491932198370423");
    }

    /** With z_i > 2 rope for all i, right loses only if w_0^2 > 1/2, and w_0 ~ Beta(1, n). */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10})
    void signedRankOfLargeDifferencesIsThatOfOneWeight(int n) {
        double[] differences = new double[n];
        for (int i = 0; i < n; i++) {
            differences[i] = 3 + i;
        }
        BayesianSignedRank test = BayesianSignedRank.of(differences, 1);
        double inRope = Math.pow(1 - ROOT_HALF, n);
        assertThat(test.right()).isCloseTo(1 - inRope, within(MONTE_CARLO));
        assertThat(test.rope()).isCloseTo(inRope, within(MONTE_CARLO));
        assertThat(test.left()).isZero();
    }

    /** With rope < z < 2 rope, only the pair of z with itself is right: P(w_1^2 > 1/2). */
    @Test
    void signedRankOfOneSmallDifferenceNeedsThePairWithItself() {
        BayesianSignedRank test = BayesianSignedRank.of(new double[] {1.5}, 1);
        assertThat(test.right()).isCloseTo(1 - ROOT_HALF, within(MONTE_CARLO));
        assertThat(test.rope()).isCloseTo(ROOT_HALF, within(MONTE_CARLO));
    }

    @Test
    void signedRankIsThatOfSumsOverAllPairs() {
        double[] z = {-0.4, 0.3, 1.9, 2.5, -1.2};
        double rope = 0.5;
        BayesianSignedRank test = BayesianSignedRank.of(z, rope);
        double[] wins = byDefinition(new double[] {0, -0.4, 0.3, 1.9, 2.5, -1.2}, rope);
        assertThat(test.left()).isCloseTo(wins[0], within(MONTE_CARLO));
        assertThat(test.rope()).isCloseTo(wins[1], within(MONTE_CARLO));
        assertThat(test.right()).isCloseTo(wins[2], within(MONTE_CARLO));
    }

    private static double[] byDefinition(double[] z, double rope) {
        SplitMix random = new SplitMix(1);
        double[] wins = new double[3];
        int draws = 40_000;
        for (int draw = 0; draw < draws; draw++) {
            double[] w = new double[z.length];
            for (int i = 0; i < w.length; i++) {
                w[i] = random.exponential();
            }
            double[] sums = new double[3];
            for (int i = 0; i < z.length; i++) {
                for (int j = 0; j < z.length; j++) {
                    double sum = z[i] + z[j];
                    sums[sum < -2 * rope ? 0 : sum > 2 * rope ? 2 : 1] += w[i] * w[j];
                }
            }
            int largest = sums[0] > sums[1] ? 0 : 1;
            wins[sums[2] > sums[largest] ? 2 : largest] += 1.0 / draws;
        }
        return wins;
    }

    @Test
    void signedRankOfSymmetricDifferencesIsEven() {
        BayesianSignedRank test = BayesianSignedRank.of(new double[] {-2, -1, 1, 2}, 0);
        assertThat(test.left()).isCloseTo(0.5, within(MONTE_CARLO));
        assertThat(test.rope()).isZero();
        BayesianSignedRank equal = BayesianSignedRank.of(new double[3], 0);
        assertThat(equal).isEqualTo(new BayesianSignedRank(3, 0.5, 0, 0.5));
        assertThat(BayesianSignedRank.of(new double[3], 0.1).rope()).isEqualTo(1);
    }

    @Test
    void signedRankRejectsWhatIsNoDifference() {
        assertThatThrownBy(() -> BayesianSignedRank.of(new double[0], 0))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> BayesianSignedRank.of(new double[] {1}, Double.NaN))
                .hasMessageContaining("rope must be at least 0");
        assertThatThrownBy(() -> BayesianSignedRank.of(new double[] {Double.NaN}, 0))
                .hasMessageContaining("numbers");
    }

    @Test
    void anIntervalIsTheSameEachTimeAndAroundItsEstimate() {
        double[][] scores = {{0.1, 0.6, 0.9}, {0.2, 0.5, 1.1}, {0, 0.7, 1}};
        BootstrapInterval first = iqm(scores);
        assertThat(iqm(scores)).isEqualTo(first);
        assertThat(first.low()).isLessThan(first.estimate());
        assertThat(first.high()).isGreaterThan(first.estimate());
    }

    private static BootstrapInterval iqm(double[][] scores) {
        return BootstrapInterval.of(scores, List.of(ScoreMatrix::interquartileMean), 0.95).get(0);
    }

    @Test
    void oneSeedGivesNoIntervalAndEqualSeedsGiveOneWithoutWidth() {
        assertThat(iqm(new double[][] {{1, 2}}).low()).isNaN();
        assertThat(iqm(new double[][] {{1, 2}, {1, 2}}))
                .isEqualTo(new BootstrapInterval(1.5, 1.5, 1.5));
        assertThat(Improvement.of(new double[][] {{1}}, new double[][] {{0}}, 0.95).hasInterval())
                .isFalse();
    }

    @Test
    void improvementHasAnIntervalEvenIfAllRunsAreBetter() {
        double[][] high = {{1, 2}, {1, 2}, {1, 2}};
        double[][] low = {{0, 0}, {0, 0}, {0, 0}};
        Improvement found = Improvement.of(high, low, 0.95);
        assertThat(found.probability()).isEqualTo(1);
        assertThat(found.high()).isEqualTo(1);
        assertThat(found.low()).isBetween(0.5, 0.8);
        Improvement reversed = Improvement.of(low, high, 0.95);
        assertThat(reversed.high()).isCloseTo(1 - found.low(), within(1e-8));
        Improvement tied = Improvement.of(low, low, 0.95);
        assertThat(tied.probability()).isEqualTo(0.5);
        assertThat(tied.low() + tied.high()).isCloseTo(1, within(1e-8));
    }

    @Test
    void methodsWithinTheCriticalDifferenceFormGroups() {
        double[][] agreed = new double[12][];
        for (int i = 0; i < agreed.length; i++) {
            agreed[i] = new double[] {3, 1, 2};
        }
        Friedman test = Friedman.of(agreed);
        assertThat(test.criticalDifference(0.05)).isBetween(0.9, 1.0);
        assertThat(test.groups(0.05)).isEmpty();
        Friedman few = Friedman.of(new double[][] {{3, 1, 2}, {3, 1, 2}, {3, 1, 2}, {3, 1, 2}});
        assertThat(few.groups(0.05)).containsExactly(List.of(1, 2), List.of(2, 0));
        Friedman tied = Friedman.of(new double[5][3]);
        assertThat(tied.groups(0.05)).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void twoTasksCannotSeparateMethods() {
        for (int k = 3; k <= 20; k++) {
            double[] row = new double[k];
            for (int m = 0; m < k; m++) {
                row[m] = m;
            }
            assertThat(Friedman.of(new double[][] {row, row}).canSeparate(0.05)).isFalse();
        }
    }
}
