// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ratios go the right way round, and what was not measured is empty. */
class RatioTableTest {

    private static RatioPlan plan(String... arguments) {
        return RatioPlan.of(new Options(arguments, RatioPlan.OPTIONS));
    }

    @Test
    void stepsAreToldBesideRawLibtorchAndTheirProducts() {
        RatioPlan plan = plan("--steps=400/100/2", "--families=none", "--evaluations=none");
        Cell.StepSize size = plan.steps().get(0);
        Map<Cell, Double> millis = new HashMap<>();
        millis.put(Cell.rawStep(size), 8.0);
        millis.put(Cell.step(size, Family.GAUSSIAN, "torch"), 6.0);
        millis.put(Cell.stepProducts(size, Family.GAUSSIAN, "torch"), 4.0);

        String table = new RatioTable(plan, millis, Map.of()).markdown();

        assertThat(table.lines().skip(3))
                .containsExactly(
                        "| model | batch | threads | raw libtorch | trainer, torch | trainer, nd4j"
                                + " | products alone, torch | products alone, nd4j"
                                + " | torch : its products | nd4j : its products |",
                        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
                        "| 784-400-400-z20 | 100 | 2 | 8.00 | 6.00 (0.75) |  | 4.00 (0.50) |  |"
                                + " 1.50 |  |");
    }

    @Test
    void familiesAreToldBesideTheGaussian() {
        RatioPlan plan =
                plan(
                        "--steps=none",
                        "--families=vq/400/100/1",
                        "--evaluations=none",
                        "--backends=nd4j");
        Cell.StepSize size = plan.families().get(0).size();
        Map<Cell, Double> millis = new HashMap<>();
        millis.put(Cell.step(size, Family.GAUSSIAN, "nd4j"), 5.0);
        millis.put(Cell.step(size, Family.VQ, "nd4j"), 6.0);
        Map<String, ModelFacts.Widths> widths =
                Map.of(ModelFacts.key(Family.VQ, "400"), new ModelFacts.Widths("codes", 40, 41));

        assertThat(new RatioTable(plan, millis, widths).markdown().lines().skip(5))
                .containsExactly(
                        "| gaussian |  |  |  | 400 | 100 | 1 | 5.00 (1.00) |",
                        "| vq | codes | 40 | 41 | 400 | 100 | 1 | 6.00 (1.20) |");
    }

    @Test
    void theRateOfAnEvaluationIsAShareOfThatOfItsProducts() {
        RatioPlan plan =
                plan(
                        "--steps=none",
                        "--families=none",
                        "--evaluations=gaussian/400/500/1",
                        "--backends=torch");
        Cell.EvaluationSize size = plan.evaluations().get(0);
        Map<Cell, Double> millis = new HashMap<>();
        millis.put(Cell.evaluation(size, "torch"), 400.0);
        millis.put(Cell.evaluationProducts(size, "torch"), 300.0);

        assertThat(new RatioTable(plan, millis, Map.of()).markdown().lines().skip(5))
                .containsExactly("| gaussian | 400 | 500 | 1 | 400 (75 %) | 300 |");
    }

    @Test
    void whatIsComparedTwiceIsMeasuredOnce() {
        RatioPlan plan =
                plan("--steps=400/100/1", "--families=vmf/400/100/1", "--evaluations=none");

        // Raw libtorch, and on each backend the step, its products and the other family.
        assertThat(plan.cells()).doesNotHaveDuplicates().hasSize(1 + 2 * 3);
    }

    @Test
    void whatIsNoSizeIsRefused() {
        assertThatThrownBy(() -> plan("--steps=400/100"))
                .hasMessageContaining("--steps has '400/100', expected such as 400/100/1");
        assertThatThrownBy(() -> plan("--steps=wide/100/1")).hasMessageContaining("'wide'");
        assertThatThrownBy(() -> plan("--families=normal/400/100/1"))
                .hasMessageContaining("no family 'normal'; there are: gaussian");
        assertThatThrownBy(() -> plan("--stpes=none")).hasMessageContaining("no option '--stpes");
    }
}
