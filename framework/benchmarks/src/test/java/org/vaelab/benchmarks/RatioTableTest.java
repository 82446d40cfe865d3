// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.benchmarks.RatioTable.Cell;

/** Ratios have the right direction, and what was not measured is empty. */
class RatioTableTest {

    private static List<RatioTable> tables(String... arguments) {
        return RatioPlan.tables(new Options(arguments, RatioPlan.OPTIONS));
    }

    private static Cell cell(RatioTable table, int row, int column) {
        return table.rows().get(row).entries().get(column).cell();
    }

    @Test
    void stepsAreComparedWithRawLibtorch() {
        RatioTable table =
                tables("--steps=400/100/2", "--families=none", "--evaluations=none").get(0);
        Map<Cell, Double> millis = new HashMap<>();
        millis.put(cell(table, 0, 0), 8.0);
        millis.put(cell(table, 0, 1), 6.0);

        assertThat(cell(table, 0, 0).label()).isEqualTo("RawTrainingStep 400 100 2");
        assertThat(cell(table, 0, 1).label()).isEqualTo("TrainingStep torch gaussian 400 100 2");
        assertThat(table.markdown(millis).lines().skip(3))
                .containsExactly(
                        "| model | batch | threads | raw libtorch | trainer, torch | trainer, nd4j |",
                        "| --- | ---: | ---: | ---: | ---: | ---: |",
                        "| 784-400-400-z20 | 100 | 2 | 8.00 | 6.00 (0.75) |  |");
    }

    @Test
    void familiesAreComparedWithTheGaussian() {
        RatioTable table =
                tables(
                                "--steps=none",
                                "--families=vq/400/100/1,vmf/400/100/1",
                                "--evaluations=none",
                                "--backends=nd4j")
                        .get(0);
        Map<Cell, Double> millis = Map.of(cell(table, 0, 0), 5.0, cell(table, 1, 0), 6.0);

        assertThat(table.markdown(millis).lines().skip(5))
                .containsExactly(
                        "| gaussian | 400 | 100 | 1 | 5.00 (1.00) |",
                        "| vq | 400 | 100 | 1 | 6.00 (1.20) |",
                        "| vmf | 400 | 100 | 1 |  |");
    }

    @Test
    void anEvaluationHasItsTime() {
        RatioTable table =
                tables(
                                "--steps=none",
                                "--families=none",
                                "--evaluations=gaussian/400/500/1",
                                "--backends=torch")
                        .get(0);

        assertThat(cell(table, 0, 0).label()).isEqualTo("Evaluation torch gaussian 400 500 1");
        assertThat(table.markdown(Map.of(cell(table, 0, 0), 400.0)).lines().skip(5))
                .containsExactly("| gaussian | 400 | 500 | 1 | 400 |");
    }

    @Test
    void aCellOfTwoTablesIsMeasuredOnce() {
        List<RatioTable> tables =
                tables("--steps=400/100/1", "--families=vmf/400/100/1", "--evaluations=none");

        // Raw libtorch, and on each backend the Gaussian step and the other family.
        assertThat(RatioPlan.cells(tables)).hasSize(1 + 2 * 2);
    }

    @Tag("full")
    @Test
    void anInvalidSizeIsRejected() {
        assertThatThrownBy(() -> tables("--steps=400/100"))
                .hasMessageContaining("--steps has '400/100', expected such as 400/100/1");
        assertThatThrownBy(() -> tables("--steps=wide/100/1")).hasMessageContaining("'wide'");
        assertThatThrownBy(() -> tables("--families=normal/400/100/1"))
                .hasMessageContaining("no family 'normal'; there are: gaussian");
        assertThatThrownBy(() -> tables("--stpes=none")).hasMessageContaining("no option '--stpes");
    }
}
