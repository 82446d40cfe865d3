// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.vaelab.reports.statistics.GoldenCase.matrix;
import static org.vaelab.reports.statistics.GoldenCase.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of the golden aggregates, each expected field within the tolerance stated there. */
class GoldenAggregatesTest {

    @TestFactory
    List<DynamicTest> everyCase() throws IOException {
        return GoldenCase.tests("aggregates.json", golden -> new Check(golden).run());
    }

    private record Check(GoldenCase golden) {

        void run() {
            JsonNode input = golden.input();
            switch (golden.kind()) {
                case "score_matrix" -> scores(input);
                case "probability_of_improvement" -> improvement(input);
                case "paired_models" -> paired(input);
                case "seeds_by_data" -> seedsByData(SeedsByData.of(matrix(input.get("y"))));
                default -> throw new AssertionError("no check for kind " + golden.kind());
            }
        }

        private void scores(JsonNode input) {
            ScoreMatrix scores = new ScoreMatrix(matrix(input.get("scores")));
            golden.close("mean", scores.mean());
            golden.close("task_means", scores.taskMeans());
            golden.close("median", scores.median());
            golden.close("iqm", scores.interquartileMean());
            golden.close("optimality_gap", scores.optimalityGap(input.get("gamma").doubleValue()));
            double[] taus = numbers(input.get("taus"));
            golden.close("profile_scores", at(taus, scores::profile));
        }

        private static double[] at(double[] taus, DoubleUnaryOperator profile) {
            return Arrays.stream(taus).map(profile).toArray();
        }

        private void improvement(JsonNode input) {
            double[] perTask =
                    ScoreMatrix.improvements(matrix(input.get("x")), matrix(input.get("y")));
            golden.close("per_task", perTask);
            golden.close("probability", StatUtils.mean(perTask));
        }

        private void paired(JsonNode input) {
            DifferenceOverExamples paired =
                    DifferenceOverExamples.of(numbers(input.get("a")), numbers(input.get("b")));
            golden.close("mean_difference", paired.mean());
            golden.close("standard_error", paired.standardError());
            golden.close("p_better", paired.probabilityBetter());
            golden.close("cohens_dz", paired.effectSize());
            golden.close("share_better", paired.shareBetter());
        }

        private void seedsByData(SeedsByData both) {
            golden.close("mean", both.mean());
            golden.close("ms_seed", both.msSeed());
            golden.close("ms_datum", both.msDatum());
            golden.close("ms_residual", both.msResidual());
            golden.close("var_datum", both.varDatum());
            golden.close("se_seeds_random", both.seSeedsRandom());
        }
    }
}
