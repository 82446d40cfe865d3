// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.reports.statistics.GoldenCase.matrix;
import static org.vaelab.reports.statistics.GoldenCase.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every case of the golden file, each expected field within the tolerance stated there. */
class GoldenStatisticsTest {

    @Tag("full")
    @TestFactory
    List<DynamicTest> everyCase() throws IOException {
        return GoldenCase.tests("statistics.json", golden -> new Check(golden).run());
    }

    private record Check(GoldenCase golden) {

        void run() {
            JsonNode input = golden.input();
            switch (golden.kind()) {
                case "paired_t" -> paired(input);
                case "wilcoxon_exact", "wilcoxon_exact_ties" -> wilcoxon(input);
                case "holm" -> holm(input);
                case "mean_ci" -> interval(input);
                case "friedman_nemenyi" -> friedman(input);
                default -> throw new AssertionError("no check for kind " + golden.kind());
            }
        }

        private void paired(JsonNode input) {
            TTest test = TTest.paired(numbers(input.get("a")), numbers(input.get("b")));
            test(test);
            double half = test.halfWidth(input.get("confidence").doubleValue());
            golden.close("ci_low", test.meanDifference() - half);
            golden.close("ci_high", test.meanDifference() + half);
        }

        private void test(TTest test) {
            golden.close("mean_difference", test.meanDifference());
            golden.close("standard_error", test.standardError());
            golden.close("t", test.t());
            golden.close("df", test.degreesOfFreedom());
            golden.close("p_two_sided", test.pTwoSided());
        }

        private void wilcoxon(JsonNode input) {
            WilcoxonSignedRank test =
                    WilcoxonSignedRank.of(numbers(input.get("a")), numbers(input.get("b")));
            golden.close("n_nonzero", test.nonZero());
            golden.close("w_plus", test.wPlus());
            golden.close("w_minus", test.wMinus());
            golden.close("statistic", Math.min(test.wPlus(), test.wMinus()));
            golden.close("p_two_sided", test.pTwoSided());
            golden.close("p_greater", test.pGreater());
            golden.close("p_less", test.pLess());
        }

        private void holm(JsonNode input) {
            double[] adjusted = Holm.adjust(numbers(input.get("p")));
            double alpha = input.get("alpha").doubleValue();
            JsonNode expected = golden.expected();
            assertThat(adjusted).hasSameSizeAs(numbers(expected.get("adjusted")));
            for (int i = 0; i < adjusted.length; i++) {
                golden.closeTo(
                        "adjusted", expected.get("adjusted").get(i).doubleValue(), adjusted[i]);
                assertThat(adjusted[i] <= alpha)
                        .isEqualTo(expected.get("reject").get(i).booleanValue());
            }
        }

        private void interval(JsonNode input) {
            MeanInterval interval =
                    MeanInterval.of(
                            numbers(input.get("values")), input.get("confidence").doubleValue());
            golden.close("mean", interval.mean());
            golden.close("std", interval.standardDeviation());
            golden.close("standard_error", interval.standardError());
            golden.close("t_quantile", interval.tQuantile());
            golden.close("half_width", interval.halfWidth());
            golden.close("ci_low", interval.low());
            golden.close("ci_high", interval.high());
        }

        private void friedman(JsonNode input) {
            double[][] x = matrix(input.get("x"));
            Friedman test = Friedman.of(x);
            JsonNode expected = golden.expected();
            for (int j = 0; j < x[0].length; j++) {
                golden.closeTo(
                        "mean_ranks",
                        expected.get("mean_ranks").get(j).doubleValue(),
                        test.meanRanks().get(j));
            }
            golden.close("chi2", test.chiSquared());
            golden.close("p", test.p());
            for (int i = 0; i < input.get("alphas").size(); i++) {
                double alpha = input.get("alphas").get(i).doubleValue();
                JsonNode nemenyi = expected.get("nemenyi").get(i);
                golden.closeTo(
                        "nemenyi.q_alpha",
                        nemenyi.get("q_alpha").doubleValue(),
                        Friedman.nemenyiQuantile(x[0].length, alpha));
                golden.closeTo(
                        "nemenyi.critical_difference",
                        nemenyi.get("critical_difference").doubleValue(),
                        test.criticalDifference(alpha));
            }
        }
    }
}
