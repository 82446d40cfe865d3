// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FriedmanTest {

    private static double[][] agreeing(int blocks, double... values) {
        double[][] x = new double[blocks][];
        Arrays.fill(x, values);
        return x;
    }

    /** One value per block and method, whose ranks are those of the digits. */
    private static double[][] blocks(String... digits) {
        return Arrays.stream(digits)
                .map(block -> block.chars().mapToDouble(c -> c).toArray())
                .toArray(double[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7})
    void perfectAgreementHasTheLargestStatistic(int blocks) {
        for (double[] order : new double[][] {{3, 1, 2}, {1, 2, 2, 4, 7}, {5, 4, 3, 2, 1, 0, 9}}) {
            Friedman test = Friedman.of(agreeing(blocks, order));
            assertThat(test.chiSquared())
                    .isCloseTo(blocks * (order.length - 1.0), within(1e-12 * blocks));
            assertThat(test.p()).isPositive();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {11, 13})
    void perfectAgreementOfManyBlocksHasTheLargestStatistic(int blocks) {
        perfectAgreementHasTheLargestStatistic(blocks);
    }

    @Test
    void equalModelsHaveNoTest() {
        Friedman test = Friedman.of(agreeing(4, 1, 1, 1));
        assertThat(test.meanRanks()).containsExactly(2.0, 2.0, 2.0);
        assertThat(test.chiSquared()).isNaN();
        assertThat(test.p()).isNaN();
        assertThat(test.exactP()).isNaN();
    }

    /**
     * Against the tables of the exact distribution (Siegel 1956, table N), given to 2 or 3 digits.
     */
    @Test
    void exactProbabilitiesAreThoseOfTheTables() {
        Friedman sixAndAHalf = Friedman.of(blocks("123", "123", "123", "213"));
        assertThat(sixAndAHalf.chiSquared()).isCloseTo(6.5, within(1e-12));
        assertThat(sixAndAHalf.exactP()).isCloseTo(0.042, within(5e-4));
        Friedman six = Friedman.of(blocks("123", "123", "132", "213"));
        assertThat(six.chiSquared()).isCloseTo(4.5, within(1e-12));
        assertThat(six.exactP()).isCloseTo(0.125, within(5e-4));
        Friedman fourMethods = Friedman.of(blocks("1234", "1234", "1243"));
        assertThat(fourMethods.chiSquared()).isCloseTo(8.2, within(1e-12));
        assertThat(fourMethods.exactP()).isCloseTo(0.017, within(5e-4));
        assertThat(Friedman.of(blocks("1234", "1234", "1234")).exactP())
                .isCloseTo(1.0 / 576, within(1e-15));
    }

    /** Every order of every block, ties included, gone through one by one. */
    @Tag("full")
    @Test
    void exactProbabilitiesAreShares() {
        for (double[][] x :
                new double[][][] {
                    blocks("123", "321", "132"),
                    blocks("122", "331", "123", "113"),
                    blocks("112", "222", "211"),
                    blocks("1234", "4321", "1122")
                }) {
            double observed = statistic(x);
            int[] counts = {0, 0};
            count(x, 0, observed, counts);
            assertThat(Friedman.of(x).exactP())
                    .as(Arrays.deepToString(x))
                    .isCloseTo(counts[1] / (double) counts[0], within(1e-12));
        }
    }

    private static void count(double[][] x, int block, double observed, int[] counts) {
        if (block == x.length) {
            counts[0]++;
            counts[1] += statistic(x) >= observed - 1e-9 ? 1 : 0;
            return;
        }
        permute(x, block, 0, observed, counts);
    }

    private static void permute(double[][] x, int block, int from, double observed, int[] counts) {
        if (from == x[block].length) {
            count(x, block + 1, observed, counts);
            return;
        }
        for (int i = from; i < x[block].length; i++) {
            swap(x[block], from, i);
            permute(x, block, from + 1, observed, counts);
            swap(x[block], from, i);
        }
    }

    private static void swap(double[] values, int i, int j) {
        double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }

    private static double statistic(double[][] x) {
        return Friedman.of(x).chiSquared();
    }

    @Tag("full")
    @Test
    void tooManyOrdersHaveNoExactProbability() {
        double[][] seven = agreeing(3, 1, 2, 3, 4, 5, 6, 7);
        assertThat(Friedman.of(seven).exactP()).isNaN();
        assertThat(Friedman.of(seven).p()).isBetween(0.0, 0.05);
        assertThat(Friedman.of(agreeing(60, 1, 2, 3, 4, 5, 6)).exactP()).isNaN();
        assertThat(Friedman.of(agreeing(20, 1, 2, 3)).exactP()).isLessThan(1e-14);
    }

    /** Why a report asks for three blocks: with two, nothing reaches Nemenyi's difference. */
    @Tag("full")
    @Test
    void twoBlocksTellNoPairApart() {
        for (int k = 3; k <= 60; k++) {
            double[] order = new double[k];
            Arrays.setAll(order, j -> j);
            assertThat(Friedman.of(agreeing(2, order)).criticalDifference(0.05))
                    .isGreaterThan(k - 1);
        }
        assertThat(Friedman.of(agreeing(3, 1, 2, 3)).criticalDifference(0.05)).isLessThan(2);
    }
}
