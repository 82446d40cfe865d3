// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.statistics.MeanDifference.Verdict;

class MeanDifferenceTest {

    private static final double[] A = {10.2, 11.1, 9.4, 10.6};
    private static final double[] B = {9.9, 10.1, 9.6, 9.8};
    private static final double[] ZERO = {0, 0, 0, 0};

    private static boolean isSettled(double mean, double half) {
        return Verdict.of(mean - half, mean + half, 0) != Verdict.OPEN;
    }

    @Test
    void oneSourceOfErrorGivesStudentsInterval() {
        TTest paired = TTest.paired(A, B);
        double[] differences = TTest.differences(A, B);
        MeanDifference seeds = MeanDifference.ofSeeds(MeanInterval.of(differences, 0.95));
        MeanDifference data = MeanDifference.ofData(DifferenceOverExamples.of(A, B));
        for (MeanDifference one : new MeanDifference[] {seeds, data}) {
            assertThat(one.halfWidth(0.9)).isCloseTo(paired.halfWidth(0.9), within(1e-12));
        }
        assertThat(seeds.isOverSeeds()).isTrue();
        assertThat(data.isOverSeeds()).isFalse();
    }

    @Test
    void twoSourcesAddUpWithTheirOwnQuantiles() {
        MeanDifference both = new MeanDifference(5, 3, 0.3, 1000, 0.4);
        double seeds = TStatistic.quantile(0.95, 2) * 0.3;
        double data = TStatistic.quantile(0.95, 999) * 0.4;
        assertThat(both.halfWidth(0.95)).isCloseTo(Math.hypot(seeds, data), within(1e-12));
    }

    @Test
    void anAbsentDifferenceHasNoProbability() {
        DifferenceOverExamples equal = DifferenceOverExamples.of(A, A);
        assertThat(equal.probabilityBetter()).isNaN();
        assertThat(equal.shareBetter()).isEqualTo(0.5);
    }

    @Test
    void bothSourcesComeFromTheMeanSquares() {
        double[][] y = {{1, 2, 3, 4}, {1.5, 2.2, 3.9, 4.1}};
        SeedsByData both = SeedsByData.of(y);
        MeanDifference difference = MeanDifference.of(both);
        assertThat(Math.hypot(difference.seedError(), difference.dataError()))
                .isCloseTo(
                        Math.sqrt((both.msSeed() + both.msDatum() - both.msResidual()) / 2 / 4),
                        within(1e-12));
        assertThatThrownBy(() -> SeedsByData.of(new double[][] {{1, 2}, {1}}))
                .hasMessageContaining("same examples");
    }

    @Test
    void theVerdictFollowsTheIntervalAndTheRegion() {
        assertThat(Verdict.of(0.05, 0.3, 0)).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(-0.3, -0.05, 0)).isEqualTo(Verdict.WORSE);
        assertThat(Verdict.of(-0.01, 0.01, 0)).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.of(0.05, 0.3, 0.1)).isEqualTo(Verdict.NOT_WORSE);
        assertThat(Verdict.of(-0.3, 0.05, 0.1)).isEqualTo(Verdict.NOT_BETTER);
        assertThat(Verdict.of(-0.05, 0.05, 0.1)).isEqualTo(Verdict.EQUIVALENT);
        assertThat(Verdict.of(-0.5, 0.5, 0.1)).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.of(0.15, 0.5, 0.1)).isEqualTo(Verdict.BETTER);
    }

    /**
     * Chances from numpy, by draws of the posterior of mean and spread: standard error 0.004 there,
     * 0.016 here.
     */
    @Test
    void moreSeedsHaveTheirChance() {
        MoreSeeds more =
                MoreSeeds.of(new MeanDifference(4, 3, 1, 0, 0), 0.95, MeanDifferenceTest::isSettled)
                        .orElseThrow();
        assertThat(more.fewest()).isEqualTo(6);
        assertThat(more.chance()).isCloseTo(0.594, within(0.05));
        assertThat(more.most()).isBetween(11, 15);
        assertThat(more.chanceOfMost()).isCloseTo(0.801, within(0.05));
        // 5 seeds before: they were looked at, too.
        MeanDifference second = new MeanDifference(4, 5, 1.6, 0, 0);
        MoreSeeds further = MoreSeeds.of(second, 0.95, MeanDifferenceTest::isSettled).orElseThrow();
        assertThat(further.fewest()).isBetween(11, 13);
        assertThat(further.chance()).isBetween(0.5, 0.58);
    }

    @Test
    void aSmallChanceIsNotSaid() {
        assertThat(
                        MoreSeeds.of(
                                new MeanDifference(1, 3, 1, 0, 0),
                                0.95,
                                MeanDifferenceTest::isSettled))
                .isEmpty();
        // The data alone leave this one open.
        assertThat(
                        MoreSeeds.of(
                                new MeanDifference(3, 3, 1, 1000, 2),
                                0.95,
                                MeanDifferenceTest::isSettled))
                .isEmpty();
        assertThat(
                        MoreSeeds.of(
                                new MeanDifference(1, 1, 0, 1000, 0.6),
                                0.95,
                                MeanDifferenceTest::isSettled))
                .isEmpty();
        assertThat(
                        MoreSeeds.of(
                                new MeanDifference(3, 40, 2, 0, 0),
                                0.95,
                                MeanDifferenceTest::isSettled))
                .isEmpty();
    }

    @Test
    void aFewExamplesThatDominateAreNamed() {
        double[] even = new double[200];
        Arrays.setAll(even, i -> Math.sin(i));
        assertThat(DifferenceOverExamples.of(even, new double[200]).dominating()).isEmpty();
        even[7] = 50;
        DifferenceOverExamples one = DifferenceOverExamples.of(even, new double[200]);
        assertThat(one.dominating()).containsExactly(7);
        assertThat(one.mean()).isGreaterThan(0.2);
        assertThat(Math.abs(one.meanOfOthers())).isLessThan(0.02);
        assertThat(DifferenceOverExamples.of(A, ZERO).dominating()).isEmpty();
    }
}
