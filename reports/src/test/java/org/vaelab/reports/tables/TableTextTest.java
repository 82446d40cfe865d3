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

    private static final Precision PRECISION = Precision.fixed(1).holding(0.5, 10.5);

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
                                    Cell.number(-1.04, 0.519, PRECISION).emphasised(Emphasis.BEST)),
                            List.of(
                                    Cell.plain("y, \"z\""),
                                    Cell.number(-2, PRECISION).marked(List.of("a")))),
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
                .contains("<td class=\"n best\" data-value=\"-1.04\">−1.0 ± \u20070.5</td>")
                .contains(
                        "−2.0<sup>a</sup><span class=\"ghost\" aria-hidden=\"true\"> ± 10.5</span>")
                .contains("<li><sup>a</sup> 1 seed &amp; no more.</li>");
    }

    /** A column of numbers has numbers alone; whatever else a cell has is in columns of its own. */
    @Test
    void csvOfATable() {
        Precision signed = Precision.signed(1);
        List<Cell> cells =
                List.of(
                        Cell.number(-4.42487207348148, 0.8934567891234, Precision.fixed(1)),
                        Cell.number(1.0 / 3, Precision.PERCENT),
                        Cell.below(0.15, Precision.PERCENT),
                        Cell.number(1.5e-7, Precision.P_VALUE),
                        Cell.interval(0.5, -0.25, 1.25, signed),
                        Cell.interval(2.125, Double.POSITIVE_INFINITY, signed),
                        Cell.count(1234567),
                        Cell.plain("adam, w").marked(List.of("a")),
                        Cell.absent());
        Table table =
                new Table(
                        "small",
                        "",
                        List.of(Column.text("x"), new Column("ELBO ↑", "nats", true)),
                        cells.stream().map(cell -> List.of(Cell.plain("1"), cell)).toList(),
                        TABLE.notes());
        assertThat(cells)
                .extracting(Cell::text)
                .containsExactly(
                        "−4.4 ± 0.9",
                        "33 %",
                        "< 15 %",
                        "< 0.001",
                        "+0.5 (−0.3 to +1.3)",
                        "above +2.1",
                        "1,234,567",
                        "adam, w",
                        "–");
        String name = "ELBO ↑ (nats)";
        assertThat(CsvTable.of(table))
                .isEqualTo(
                        """
                        x,%1$s,%1$s ±,%1$s low,%1$s high,%1$s comparator,%1$s text,notes
                        1,-4.42487207348148,0.8934567891234,,,,,
                        1,0.3333333333333333,,,,,,
                        1,0.15,,,,<,,
                        1,1.5E-7,,,,,,
                        1,0.5,,-0.25,1.25,,,
                        1,,,2.125,Infinity,,,
                        1,1234567.0,,,,,,
                        1,,,,,,"adam, w",1 seed & no more.
                        1,,,,,,,
                        """
                                .formatted(name));
    }

    @Test
    void csvHasAColumnOfNumbersEvenWhereAllAreAbsent() {
        Column column = new Column("a", "", true);
        assertThat(
                        CsvTable.of(
                                new Table(
                                        "x",
                                        "",
                                        List.of(column),
                                        List.of(List.of(Cell.absent())),
                                        List.of())))
                .isEqualTo("a\n\n");
        assertThat(
                        CsvTable.of(
                                new Table(
                                        "x",
                                        "",
                                        List.of(column),
                                        List.of(List.of(Cell.plain("b"))),
                                        List.of())))
                .isEqualTo("a text\nb\n");
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
