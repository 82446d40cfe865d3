// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Csv;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.tables.Table.Note;
import org.vaelab.reports.text.NumberText;

/** One small table with every difficulty, in each format. */
class TableTextTest {

    private static final Table TABLE =
            new Table(
                    "small",
                    "100 % of a_b | c.",
                    List.of(
                            new Column("Model", "", false),
                            new Column("ELBO ↑", "nats · K = 5", true)),
                    List.of(
                            List.of(
                                    Cell.plain("x_1|<b>"),
                                    new Cell("−1.0 ± \u20070.5", Emphasis.BEST, List.of(), "")),
                            List.of(
                                    Cell.plain("y, \"z\""),
                                    new Cell("−2.0", Emphasis.PLAIN, List.of("a"), " ± 10.5"))),
                    List.of(new Note("a", "1 seed & no more.")));

    @Test
    void markdown() {
        assertThat(MarkdownTable.of(TABLE))
                .isEqualTo(
                        """
                        100 % of a\\_b \\| c.

                        | Model | ELBO ↑<br>nats · K = 5 |
                        | :--- | ---: |
                        | x\\_1\\|&lt;b> | **−1.0 ± 0.5** |
                        | y, "z" | −2.0 <sup>a</sup> |

                        <sup>a</sup> 1 seed &amp; no more.
                        """);
    }

    @Test
    void html() {
        assertThat(HtmlTable.of(TABLE))
                .contains("<figcaption id=\"caption-small\">100 % of a_b | c.</figcaption>")
                .contains("<th scope=\"row\">x_1|&lt;b&gt;</th>")
                .contains("<td class=\"n best\">−1.0 ± \u20070.5</td>")
                .contains(
                        "−2.0<sup>a</sup><span class=\"ghost\" aria-hidden=\"true\"> ± 10.5</span>")
                .contains("<li><sup>a</sup> 1 seed &amp; no more.</li>");
    }

    @Test
    void csvOfATable() {
        Table table =
                new Table(
                        "small",
                        "",
                        TABLE.columns(),
                        List.of(
                                List.of(
                                        Cell.plain("x, y"),
                                        Cell.number(-1.04, "−1.0 ± \u20070.5")
                                                .marked(List.of("a"))),
                                List.of(Cell.plain("z"), Cell.absent())),
                        TABLE.notes());
        assertThat(CsvTable.of(table))
                .isEqualTo(
                        """
                        Model,ELBO ↑ (nats · K = 5),ELBO ↑ (nats · K = 5) ±,notes
                        "x, y",-1.04,0.5,1 seed & no more.
                        z,,,
                        """);
        assertThat(CsvTable.of(TABLE)).contains("\"y, \"\"z\"\"\",−2.0,1 seed & no more.");
    }

    @Test
    void csv() {
        Csv numbers = new Csv("a", "b", "c");
        numbers.row(2e23, Double.NaN, null);
        assertThat(numbers.toString()).isEqualTo("a,b,c\n2.0E23,,\n");
        assertThatThrownBy(() -> numbers.row(1)).hasMessage("1 fields in 3 columns");
    }

    @Test
    void rowsFillTheirColumns() {
        assertThatThrownBy(
                        () ->
                                new Table(
                                        "x",
                                        "x",
                                        List.of(new Column("a", "", false)),
                                        List.of(List.of()),
                                        List.of()))
                .hasMessage("a row of 0 cells in 1 columns");
    }

    @ParameterizedTest
    @CsvSource({
        "-98.125, 1, −98.1",
        "-0.04, 1, 0.0",
        "0.5, 0, 1",
        "Infinity, 1, ∞",
        "-Infinity, 1, −∞",
        "NaN, 1, NaN"
    })
    void fixedDecimals(double value, int decimals, String expected) {
        assertThat(NumberText.fixed(value, decimals)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "-0.0, 0",
        "0.1, 0.1",
        "2e-12, 2E-12",
        "1e15, 1000000000000000",
        "2e23, 2E23",
        "-100.25, -100.25",
        "-157.81650136930148, -157.81650136930148"
    })
    void shortestDigits(double value, String expected) {
        assertThat(NumberText.shortest(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0004, < 0.001",
        "0.0123, 0.012",
        "0.0995, 0.10",
        "0.5, 0.50",
        "1, 1.00",
        "NaN, –"
    })
    void pValues(double p, String expected) {
        assertThat(NumberText.pValue(p)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.31, 2", "6.3, 1", "127, 1", "0.0021, 4", "1e-9, 4", "0, 2", "NaN, 2"})
    void decimalsShowTwoDigitsOfTheUncertainty(double uncertainty, int expected) {
        assertThat(NumberText.decimals(uncertainty)).isEqualTo(expected);
    }

    @Test
    void marksRunPastZ() {
        Notes notes = new Notes();
        for (int i = 0; i < 27; i++) {
            notes.mark("note " + i);
        }
        assertThat(notes.mark("note 26")).isEqualTo("aa");
        assertThat(notes.mark("note 0")).isEqualTo("a");
        assertThat(notes.all()).hasSize(27);
    }
}
