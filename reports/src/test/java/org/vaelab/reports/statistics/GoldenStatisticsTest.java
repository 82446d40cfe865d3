// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of the golden file, each expected field within the tolerance stated there. */
class GoldenStatisticsTest {

    private static JsonNode golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        GoldenStatisticsTest.class.getResourceAsStream(
                                "/golden/statistics.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @TestFactory
    List<DynamicTest> everyCase() throws IOException {
        JsonNode golden = golden();
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : golden.get("cases")) {
            Check check = new Check(golden, one);
            tests.add(
                    dynamicTest(
                            one.get("kind").asText() + " " + one.get("id").asText(), check::run));
        }
        assertThat(tests).hasSize(golden.get("case_count").intValue());
        return tests;
    }

    private record Check(JsonNode golden, JsonNode one) {

        void run() {
            JsonNode input = one.get("input");
            switch (one.get("kind").asText()) {
                case "paired_t" -> paired(input);
                case "welch_t" ->
                        test(TTest.welch(numbers(input.get("a")), numbers(input.get("b"))));
                case "wilcoxon_exact", "wilcoxon_exact_ties" -> wilcoxon(input);
                case "holm" -> holm(input);
                case "mean_ci" -> interval(input);
                case "friedman_nemenyi" -> friedman(input);
                default -> throw new AssertionError("no check for kind " + one.get("kind"));
            }
        }

        private void paired(JsonNode input) {
            TTest test = TTest.paired(numbers(input.get("a")), numbers(input.get("b")));
            test(test);
            double half = test.halfWidth(input.get("confidence").doubleValue());
            close("ci_low", test.meanDifference() - half);
            close("ci_high", test.meanDifference() + half);
        }

        private void test(TTest test) {
            close("mean_difference", test.meanDifference());
            close("standard_error", test.standardError());
            close("t", test.t());
            close("df", test.degreesOfFreedom());
            close("p_two_sided", test.pTwoSided());
        }

        private void wilcoxon(JsonNode input) {
            WilcoxonSignedRank test =
                    WilcoxonSignedRank.of(numbers(input.get("a")), numbers(input.get("b")));
            close("n_nonzero", test.nonZero());
            close("w_plus", test.wPlus());
            close("w_minus", test.wMinus());
            close("statistic", Math.min(test.wPlus(), test.wMinus()));
            close("p_two_sided", test.pTwoSided());
            close("p_greater", test.pGreater());
            close("p_less", test.pLess());
        }

        private void holm(JsonNode input) {
            double[] adjusted = Holm.adjust(numbers(input.get("p")));
            double alpha = input.get("alpha").doubleValue();
            JsonNode expected = one.get("expected");
            assertThat(adjusted).hasSameSizeAs(numbers(expected.get("adjusted")));
            for (int i = 0; i < adjusted.length; i++) {
                close("adjusted", expected.get("adjusted").get(i).doubleValue(), adjusted[i]);
                assertThat(adjusted[i] <= alpha)
                        .isEqualTo(expected.get("reject").get(i).booleanValue());
            }
        }

        private void interval(JsonNode input) {
            MeanInterval interval =
                    MeanInterval.of(
                            numbers(input.get("values")), input.get("confidence").doubleValue());
            close("mean", interval.mean());
            close("std", interval.standardDeviation());
            close("standard_error", interval.standardError());
            close("t_quantile", interval.tQuantile());
            close("half_width", interval.halfWidth());
            close("ci_low", interval.low());
            close("ci_high", interval.high());
        }

        private void friedman(JsonNode input) {
            double[][] x =
                    StreamSupport.stream(input.get("x").spliterator(), false)
                            .map(Check::numbers)
                            .toArray(double[][]::new);
            Friedman test = Friedman.of(x);
            JsonNode expected = one.get("expected");
            for (int j = 0; j < x[0].length; j++) {
                close(
                        "mean_ranks",
                        expected.get("mean_ranks").get(j).doubleValue(),
                        test.meanRanks().get(j));
            }
            close("chi2", test.chiSquared());
            close("p", test.p());
            close("iman_davenport_f", test.imanDavenportF());
            close("iman_davenport_p", test.imanDavenportP());
            for (int i = 0; i < input.get("alphas").size(); i++) {
                double alpha = input.get("alphas").get(i).doubleValue();
                JsonNode nemenyi = expected.get("nemenyi").get(i);
                close(
                        "nemenyi.q_alpha",
                        nemenyi.get("q_alpha").doubleValue(),
                        Friedman.nemenyiQuantile(x[0].length, alpha));
                close(
                        "nemenyi.critical_difference",
                        nemenyi.get("critical_difference").doubleValue(),
                        test.criticalDifference(alpha));
            }
        }

        private void close(String field, double got) {
            close(field, one.get("expected").get(field).doubleValue(), got);
        }

        private void close(String field, double want, double got) {
            JsonNode tolerance =
                    golden.get("field_tolerance").path(one.get("kind").asText() + "." + field);
            if (tolerance.isMissingNode()) {
                tolerance = golden.get("field_tolerance").path(field);
            }
            if (tolerance.isMissingNode()) {
                tolerance = golden.get("tolerance");
            }
            double allowed =
                    tolerance.get("absolute").doubleValue()
                            + tolerance.get("relative").doubleValue() * Math.abs(want);
            assertThat(Math.abs(got - want))
                    .as("%s: got %s, want %s", field, got, want)
                    .isLessThanOrEqualTo(allowed);
        }

        private static double[] numbers(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .mapToDouble(JsonNode::doubleValue)
                    .toArray();
        }
    }
}
