// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.StreamSupport;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of the golden aggregates, each expected field within the tolerance stated there. */
class GoldenAggregatesTest {

    @TestFactory
    List<DynamicTest> everyCase() throws IOException {
        JsonNode golden;
        try (InputStream in =
                Objects.requireNonNull(
                        GoldenAggregatesTest.class.getResourceAsStream(
                                "/golden/aggregates.json"))) {
            golden = new ObjectMapper().readTree(in);
        }
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
                case "score_matrix" -> scores(input);
                case "probability_of_improvement" -> improvement(input);
                case "paired_models" -> paired(input);
                case "seeds_by_data" -> seedsByData(SeedsByData.of(matrix(input.get("y"))));
                default -> throw new AssertionError("no check for kind " + one.get("kind"));
            }
        }

        private void scores(JsonNode input) {
            ScoreMatrix scores = new ScoreMatrix(matrix(input.get("scores")));
            close("mean", scores.mean());
            close("task_means", scores.taskMeans());
            close("median", scores.median());
            close("iqm", scores.interquartileMean());
            close("optimality_gap", scores.optimalityGap(input.get("gamma").doubleValue()));
            double[] taus = numbers(input.get("taus"));
            close("profile_scores", at(taus, scores::profile));
            close("profile_task_means", at(taus, scores::profileOfMeans));
        }

        private static double[] at(double[] taus, DoubleUnaryOperator profile) {
            return Arrays.stream(taus).map(profile).toArray();
        }

        private void improvement(JsonNode input) {
            double[] perTask =
                    ScoreMatrix.improvements(matrix(input.get("x")), matrix(input.get("y")));
            close("per_task", perTask);
            close("probability", StatUtils.mean(perTask));
        }

        private void paired(JsonNode input) {
            PairedDifference paired =
                    PairedDifference.of(numbers(input.get("a")), numbers(input.get("b")));
            close("mean_difference", paired.mean());
            close("standard_error", paired.standardError());
            close("p_better", paired.probabilityBetter());
            close("cohens_dz", paired.effectSize());
            close("share_better", paired.shareBetter());
        }

        private void seedsByData(SeedsByData both) {
            close("mean", both.mean());
            close("ms_seed", both.msSeed());
            close("ms_datum", both.msDatum());
            close("ms_residual", both.msResidual());
            close("var_seed", both.varSeed());
            close("var_datum", both.varDatum());
            close("var_residual", both.msResidual());
            close("se_seeds_random", both.seSeedsRandom());
            close("se_data_random", both.seDataRandom());
            close("se_both_random", both.seBothRandom());
            close("se_both_random_nonnegative", both.seBothRandomNonnegative());
        }

        private void close(String field, double... got) {
            JsonNode expected = one.get("expected").get(field);
            double[] want =
                    expected.isArray() ? numbers(expected) : new double[] {expected.doubleValue()};
            JsonNode tolerance = golden.get("field_tolerance").path(field);
            if (tolerance.isMissingNode()) {
                tolerance = golden.get("tolerance");
            }
            assertThat(got).hasSameSizeAs(want);
            for (int i = 0; i < want.length; i++) {
                double allowed =
                        tolerance.get("absolute").doubleValue()
                                + tolerance.get("relative").doubleValue() * Math.abs(want[i]);
                assertThat(Math.abs(got[i] - want[i]))
                        .as("%s: got %s, want %s", field, got[i], want[i])
                        .isLessThanOrEqualTo(allowed);
            }
        }

        private static double[] numbers(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .mapToDouble(JsonNode::doubleValue)
                    .toArray();
        }

        private static double[][] matrix(JsonNode rows) {
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(Check::numbers)
                    .toArray(double[][]::new);
        }
    }
}
