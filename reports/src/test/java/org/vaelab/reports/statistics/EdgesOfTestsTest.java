// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest samples that the tests take, and the next smaller ones, which they refuse. */
class EdgesOfTestsTest {

    private static double[] constant(int n, double value) {
        double[] values = new double[n];
        Arrays.fill(values, value);
        return values;
    }

    private static double[][] agreeing(int blocks, double... values) {
        double[][] x = new double[blocks][];
        Arrays.fill(x, values);
        return x;
    }

    @Test
    void oneValueHasAMeanAndNoInterval() {
        MeanInterval one = MeanInterval.of(new double[] {3}, 0.95);
        assertThat(one.mean()).isEqualTo(3);
        assertThat(one.hasInterval()).isFalse();
        assertThat(one.halfWidth()).isNaN();
        assertThat(one.low()).isNaN();
        assertThat(MeanInterval.of(new double[] {3, 4}, 0.95).hasInterval()).isTrue();
        assertThatThrownBy(() -> MeanInterval.of(new double[0], 0.95))
                .hasMessage("a mean needs at least one value");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0, 1, 1.1, Double.NaN})
    void refusesConfidencesAndLevels(double value) {
        String confidence = "confidence must be inside (0, 1), but is " + value;
        assertThatThrownBy(() -> MeanInterval.of(new double[] {3}, value)).hasMessage(confidence);
        TTest test = TTest.paired(new double[] {1, 2, 4}, new double[] {0, 2, 1});
        assertThatThrownBy(() -> test.halfWidth(value)).hasMessage(confidence);
        assertThatThrownBy(() -> Friedman.nemenyiQuantile(3, value))
                .hasMessage("alpha must be inside (0, 1), but is " + value);
    }

    @Test
    void holmTakesProbabilitiesWithTheirEnds() {
        assertThat(Holm.adjust(new double[] {1, 0, 0.25})).containsExactly(1, 0, 0.5);
        assertThat(Holm.adjust(new double[0])).isEmpty();
        assertThatThrownBy(() -> Holm.adjust(new double[] {0.5, Double.NaN}))
                .hasMessage("p must be in [0, 1], but is NaN");
    }

    @Test
    void wilcoxonTakesNoneToFiftyDifferences() {
        double[] zeros = constant(5, 0);
        WilcoxonSignedRank none = WilcoxonSignedRank.of(zeros, zeros);
        assertThat(none).isEqualTo(new WilcoxonSignedRank(0, 0, 0, 1, 1, 1));
        WilcoxonSignedRank fifty = WilcoxonSignedRank.of(constant(50, 1), constant(50, 0));
        assertThat(fifty.nonZero()).isEqualTo(50);
        assertThatThrownBy(() -> WilcoxonSignedRank.of(constant(51, 1), constant(51, 0)))
                .hasMessageStartingWith("51 pairs are too many");
    }

    /** Of two methods on n agreeing blocks 2 of 2^n sequences of orders agree. */
    @Test
    void friedmanTakesTwoOfEach() {
        assertThat(Friedman.of(agreeing(2, 1, 2)).exactP()).isEqualTo(0.5);
        assertThatThrownBy(() -> Friedman.of(agreeing(1, 1, 2)))
                .hasMessageEndingWith("there are 1 and 2");
        assertThatThrownBy(() -> Friedman.of(agreeing(2, 1)))
                .hasMessageEndingWith("there are 2 and 1");
        assertThatThrownBy(() -> Friedman.of(new double[0][]))
                .hasMessageEndingWith("there are 0 and 0");
    }

    /** A doubled rank sum is at most 2 k n, which must fit into ten bits. */
    @Test
    void exactProbabilitiesReachAsFarAsTheSumsFit() {
        double[][] x = agreeing(255, 1, 2);
        assertThat(Friedman.of(x).exactP()).isCloseTo(Math.scalb(1.0, -254), within(1e-90));
        assertThat(Friedman.of(agreeing(256, 1, 2)).exactP()).isNaN();
    }

    @Test
    void exactProbabilitiesReachToSixMethods() {
        double[] six = {1, 2, 3, 4, 5, 6};
        assertThat(Friedman.of(agreeing(2, six)).exactP()).isCloseTo(1.0 / 720, within(1e-15));
        assertThat(Friedman.of(agreeing(2, 1, 2, 3, 4, 5, 6, 7)).exactP()).isNaN();
    }
}
