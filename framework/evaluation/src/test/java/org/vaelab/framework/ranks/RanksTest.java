// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;

/** Error rates of the tests of ranks, and the shapes that they tell. */
final class RanksTest {

    private static final RandomKey KEY = RandomKey.of(31);
    private static final int RUNS = 4000;

    /** Four standard deviations of a binomial share: exceeded with probability 3e-5. */
    private static double slack(double share) {
        return 4 * Math.sqrt(share * (1 - share) / RUNS);
    }

    private static Ranks ranks(RandomKey key, int n, int largest, DoubleUnaryOperator shape) {
        double[] uniform = key.uniform(n);
        return new Ranks(
                Arrays.stream(uniform)
                        .mapToInt(u -> (int) (shape.applyAsDouble(u) * (largest + 1)))
                        .toArray(),
                largest);
    }

    @Test
    void pValuesOfUniformRanksAreUniformUpToTheirSteps() {
        EcdfTest test = Ranks.test(60, 19);
        double[] p = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            p[run] = test.pValue(ranks(KEY.fold(run), 60, 19, u -> u).countsBelow());
        }
        for (double level : new double[] {0.01, 0.05, 0.2, 0.5}) {
            double share = Arrays.stream(p).filter(v -> v <= level).count() / (double) RUNS;
            assertThat(share).isLessThanOrEqualTo(level + slack(level));
            // Steps are small, so that little of the level is lost.
            assertThat(share).isGreaterThan(0.6 * level - slack(level));
        }
    }

    @Test
    void aUnitFailsIfAndOnlyIfItsCurveLeavesTheBand() {
        EcdfTest test = Ranks.test(60, 19);
        EcdfTest.Band band = test.band(0.9);
        int left = 0;
        for (int run = 0; run < RUNS; run++) {
            int[] counts = ranks(KEY.split("band").fold(run), 60, 19, u -> u).countsBelow();
            boolean outside =
                    IntStream.range(0, counts.length)
                            .anyMatch(
                                    i ->
                                            counts[i] < band.lower()[i]
                                                    || counts[i] > band.upper()[i]);
            assertThat(outside).isEqualTo(test.pValue(counts) <= 0.1);
            left += outside ? 1 : 0;
        }
        assertThat(left / (double) RUNS).isLessThanOrEqualTo(0.1 + slack(0.1));
    }

    @ParameterizedTest
    @CsvSource({
        "U, NARROW, OTHER",
        "HILL, WIDE, OTHER",
        "LOW, HIGH, NARROW",
        "HIGH, LOW, WIDE",
        "UNIFORM, OTHER, OTHER"
    })
    void shapes(String drawn, RankShape ofCoordinate, RankShape ofCloseness) {
        DoubleUnaryOperator shape =
                switch (drawn) {
                    case "U" -> u -> Math.pow(Math.sin(u * Math.PI / 2), 2);
                    case "HILL" -> u -> 0.5 + 4 * Math.pow(u - 0.5, 3);
                    case "LOW" -> u -> u * u;
                    case "HIGH" -> Math::sqrt;
                    default -> u -> u;
                };
        Ranks ranks = ranks(KEY.split("shape"), 1000, 99, shape);
        assertThat(RankShape.ofCoordinate(ranks)).isEqualTo(ofCoordinate);
        assertThat(RankShape.ofCloseness(ranks)).isEqualTo(ofCloseness);
    }

    @Test
    void standardScoresHaveMeanZeroAndVarianceOne() {
        double[] slopes = new double[RUNS];
        double[] spreads = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            Ranks ranks = ranks(KEY.split("scores").fold(run), 50, 9, u -> u);
            slopes[run] = ranks.slope();
            spreads[run] = ranks.spread();
        }
        for (double[] scores : new double[][] {slopes, spreads}) {
            assertThat(Arrays.stream(scores).average().orElseThrow())
                    .isCloseTo(0, within(4 / Math.sqrt(RUNS)));
            assertThat(Arrays.stream(scores).map(s -> s * s).average().orElseThrow())
                    .isCloseTo(1, within(4 * Math.sqrt(2.0 / RUNS)));
        }
    }

    /** All 70 orders of 4 and 4 numbers. */
    @Test
    void pValuesOfTwoSamplesAreThoseOfAllOrders() {
        double[] all = new double[70];
        double[] distances = new double[70];
        double[] p = new double[70];
        int order = 0;
        for (int mask = 0; mask < 256; mask++) {
            if (Integer.bitCount(mask) == 4) {
                int chosen = mask;
                double[] first =
                        IntStream.range(0, 8)
                                .filter(i -> (chosen >> i & 1) == 1)
                                .asDoubleStream()
                                .toArray();
                double[] second =
                        IntStream.range(0, 8)
                                .filter(i -> (chosen >> i & 1) == 0)
                                .asDoubleStream()
                                .toArray();
                TwoSampleTest test = new TwoSampleTest(first, second, KEY);
                distances[order] = test.distance();
                p[order++] = test.pValue();
            }
        }
        assertThat(order).isEqualTo(all.length);
        for (int i = 0; i < order; i++) {
            double own = distances[i] - 1e-12;
            double share = Arrays.stream(distances).filter(d -> d >= own).count() / 70.0;
            assertThat(p[i]).isCloseTo(share, within(1e-12));
        }
    }

    /** Counts with many ties: the p-value keeps its level, and nearly reaches it. */
    @Tag("full")
    @Test
    void pValuesOfTwoDiscreteSamplesAreUniformUpToTheirSteps() {
        int rejected = 0;
        for (int run = 0; run < RUNS; run++) {
            RandomKey key = KEY.split("two").fold(run);
            double[] drawn = Arrays.stream(key.uniform(70)).map(u -> Math.floor(4 * u)).toArray();
            TwoSampleTest test =
                    new TwoSampleTest(
                            Arrays.copyOf(drawn, 40),
                            Arrays.copyOfRange(drawn, 40, 70),
                            key.split("ties"));
            boolean isSmall = test.pValue() <= 0.1;
            assertThat(test.distance() >= test.critical(0.1) - 1e-12).isEqualTo(isSmall);
            rejected += isSmall ? 1 : 0;
        }
        assertThat(rejected / (double) RUNS).isCloseTo(0.1, within(0.015 + slack(0.1)));
    }

    /** A rank counts the draws below; a correct test fails with probability 1e-6. */
    @Test
    void tiesAreBrokenUniformly() {
        double[] truth = new double[4000];
        RankCounts counts = new RankCounts(truth);
        for (int place = 0; place < truth.length; place++) {
            for (double draw : new double[] {-1, 0, 0, 0, 2}) {
                counts.add(place, draw);
            }
        }
        int[] ranks = counts.ranks(KEY.split("counts"));
        assertThat(IntStream.of(ranks)).allMatch(rank -> rank >= 1 && rank <= 4);
        int[] among = Arrays.stream(ranks).map(rank -> rank - 1).toArray();
        EcdfTest test = Ranks.test(among.length, 3);
        assertThat(test.pValue(new Ranks(among, 3).countsBelow())).isGreaterThan(1e-6);
    }

    @Test
    void invalidArgumentsAreNamed() {
        assertThatThrownBy(() -> new Ranks(new int[0], 3)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Ranks.test(10, 9).band(1)).hasMessageContaining("level");
        assertThatThrownBy(() -> new EcdfTest(3, new double[] {0.5, 0.2}))
                .hasMessageContaining("ascend");
    }
}
