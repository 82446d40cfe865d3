// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.tables.Table.Note;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

class LatexTableTest {

    private static final Precision PRECISION = Precision.fixed(1).holding(0.5, 10.5);

    private static Table table(List<Column> columns, List<List<Cell>> rows) {
        return new Table("small", "100 % of a_b.", columns, rows, List.of());
    }

    private static List<Cell> cells(String... texts) {
        return Stream.of(texts).map(text -> Cell.plain(text)).toList();
    }

    private static String numbers(Cell... cells) {
        return LatexTable.of(
                table(
                        List.of(new Column("Model", "", false), new Column("ELBO ↑", "nats", true)),
                        Stream.of(cells).map(cell -> List.of(Cell.plain("m"), cell)).toList()));
    }

    private static Cell p(double value) {
        return Cell.number(value, Precision.P_VALUE);
    }

    private static Cell percent(double share) {
        return Cell.number(share, Precision.PERCENT);
    }

    @Test
    void floatsWithAFormatFromItsNumbers() {
        String latex =
                LatexTable.of(
                        new Table(
                                "small",
                                "100 % of a_b | c.",
                                List.of(
                                        new Column("Model", "", false),
                                        new Column("ELBO ↑", "nats · K = 5", true)),
                                List.of(
                                        List.of(
                                                Cell.plain("x_1|<b>"),
                                                Cell.number(-1, 0.5, PRECISION)
                                                        .emphasised(Emphasis.BEST)),
                                        List.of(
                                                Cell.plain("y"),
                                                Cell.number(-12, PRECISION).marked(List.of("a"))),
                                        List.of(
                                                Cell.plain("z"),
                                                Cell.faint(NumberText.ABSENT, "b"))),
                                List.of(new Note("a", "1 seed & no more."))));
        assertThat(latex)
                .contains(
                        """
                        \\caption{100 \\% of a\\_b $|$ c.}
                        \\label{tab:small}
                        """)
                .contains(
                        "  S[table-format=-2.1,table-space-text-post={\\vaelabboldpm{\\phantom{0}0.5}}]@{}}")
                .contains(
                        """
                        \\toprule
                        Model & {ELBO $\\uparrow$} \\\\
                         & {\\vaelabdetail nats} \\\\
                         & {\\vaelabdetail K = 5} \\\\
                        \\midrule
                        x\\_1$|$$<$b$>$ & \\vaelabbest -1.0\\vaelabboldpm{\\phantom{0}0.5} \\\\
                        y & -12.0\\textsuperscript{a} \\\\
                        z & {--\\textsuperscript{b}} \\\\
                        \\bottomrule
                        \\end{tabular}
                        """)
                .contains("\\textsuperscript{a}\\,1 seed \\& no more.")
                .endsWith("\\end{table}\n\\vaelabend\n");
    }

    @ParameterizedTest
    @CsvSource({
        "-0.5, 1, -1.1",
        "0, 1, 1.1",
        "100000000000000, 1, 15.1",
        "0.000000000001, 12, 1.12"
    })
    void formatsAreThoseOfTheData(double value, int decimals, String format) {
        assertThat(numbers(Cell.number(value, decimals))).contains("S[table-format=" + format);
    }

    @Test
    void signsAndGroupsHaveNoPlaceAmongDigits() {
        assertThat(numbers(Cell.number(0.05, Precision.signed(2)))).contains("table-format=+1.2]");
        assertThat(numbers(Cell.count(1234))).contains("table-format=4.0]").contains(" & 1234 ");
        assertThat(numbers(Cell.number(-1234.5, 0.25, Precision.fixed(1).holding(10))))
                .contains(" & -1234.5\\vaelabpm{\\phantom{0}0.3} ");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberIsText(double value) {
        String text = NumberText.fixed(value, 1);
        assertThat(numbers(Cell.number(1, 1), Cell.number(value, 1)))
                .contains("S[table-format=1.1]")
                .contains("{" + Escape.latex(text) + "}");
    }

    @ParameterizedTest
    @CsvSource({"1e-12, '{1.0$\\times10^{-12}$}'", "1e15, '{1.0$\\times10^{15}$}'", "-0.0, 0"})
    void extremeNumbersArePowersOfTen(double value, String source) {
        assertThat(numbers(Cell.number(1, 1), Cell.significant(value, 2)))
                .contains(" & " + source + " \\\\");
    }

    @Test
    void comparatorsAndPercentsAlign() {
        assertThat(numbers(p(1e-9), p(0.25)))
                .contains("table-space-text-pre={$<$\\,}")
                .contains(" & {$<$\\,}0.001 \\\\");
        assertThat(numbers(percent(0.031), percent(0.25)))
                .contains("table-space-text-post={\\,\\%}")
                .contains(" & 3.1\\,\\% \\\\");
    }

    @Test
    void intervalsAreCentered() {
        assertThat(numbers(Cell.interval(-1, 2, Precision.signed(1))))
                .contains("\n  c@{}}")
                .contains(" & $-$1.0 to +2.0 ");
    }

    @Test
    void wideTablesBecomePanelsOfNoMoreThanALine() {
        List<Column> columns = new ArrayList<>(List.of(new Column("Model", "", false)));
        IntStream.range(0, 9).forEach(i -> columns.add(new Column("Metric " + i, "", true)));
        List<Cell> row = new ArrayList<>(List.of(Cell.plain("vae")));
        row.addAll(Collections.nCopies(9, Cell.number(-123.4, 12.3, Precision.fixed(1))));
        String latex = LatexTable.of(table(columns, List.of(row)));
        assertThat(latex.split("toprule", -1)).hasSize(4);
        assertThat(latex.split("Model & ", -1)).hasSize(4);
        assertThat(latex).doesNotContain("resizebox");
    }

    /** Panels of one column do not become more on any shorter line. */
    @Test
    void columnsWiderThanHalfALineAreAPanelEach() {
        List<Column> columns = new ArrayList<>(List.of(new Column("Method", "", false)));
        IntStream.range(0, 3).forEach(i -> columns.add(new Column("IQM " + i, "", true)));
        List<Cell> row = new ArrayList<>(List.of(Cell.plain("vae")));
        row.addAll(Collections.nCopies(3, Cell.plain("−0.48 (−0.51 to −0.44) of 3 data sets")));
        String latex = ends(table(columns, List.of(row, row)));
        assertThat(latex.split("toprule", -1)).hasSize(4);
    }

    @Tag("full")
    @Test
    void columnsOfAnyWidthGiveATable() {
        Random random = new Random(40);
        for (int i = 0; i < 300; i++) {
            int count = 1 + random.nextInt(9);
            List<Column> columns = new ArrayList<>();
            List<Cell> row = new ArrayList<>();
            for (int c = 0; c < count; c++) {
                boolean numeric = c > 0 && random.nextBoolean();
                columns.add(new Column(words(random) + " c" + c, words(random), numeric));
                row.add(Cell.plain(numeric ? "−1.0 (" + words(random) + ")" : words(random)));
            }
            List<List<Cell>> rows = Collections.nCopies(1 + random.nextInt(20), row);
            String latex = ends(table(columns, rows));
            for (int c = 0; c < count; c++) {
                assertThat(latex).as("table %d", i).contains("c" + c);
            }
        }
    }

    /** Words of 0 to 60 letters, also some that cannot be broken. */
    private static String words(Random random) {
        return random.ints(random.nextInt(5), 0, 60)
                .mapToObj("m"::repeat)
                .collect(Collectors.joining(" "));
    }

    private static String ends(Table table) {
        return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> LatexTable.of(table));
    }

    @Test
    void aLongTableOfTextIsNoFloat() {
        List<List<Cell>> rows =
                IntStream.range(0, 40).mapToObj(i -> cells("a.long.key" + i, "value")).toList();
        String latex =
                LatexTable.of(
                        table(
                                List.of(
                                        new Column("Setting", "", false),
                                        new Column("Value", "", false)),
                                rows));
        assertThat(latex).doesNotContain("\\begin{table}").contains("\\parbox[t]");
    }

    @Test
    void labelsAreLatexInCellsHeadersAndText() {
        String term = Escape.term("beta = 4", "$\\beta = 4$");
        String latex =
                LatexTable.of(
                        new Table(
                                "x",
                                "The model " + term + " is best.",
                                List.of(
                                        new Column("Model", "", false),
                                        new Column("beta = 4", "", false, "$\\beta = 4$")),
                                List.of(cells("a", "b")),
                                List.of(new Note("a", "Not " + term + "."))));
        assertThat(latex)
                .contains("\\caption{The model $\\beta = 4$ is best.}")
                .contains("& $\\beta = 4$")
                .contains("Not $\\beta = 4$.");
        assertThat(Escape.html(term)).isEqualTo("beta = 4");
        assertThat(Escape.markdown(term)).isEqualTo("beta = 4");
    }

    @ParameterizedTest
    @CsvSource({
        "_%&#{}$, \\_\\%\\&\\#\\{\\}\\$",
        "~^\\, \\textasciitilde{}\\textasciicircum{}\\textbackslash{}",
        "é, \\'{e}",
        "Ł, \\L{}",
        "β₂, $\\beta$$_2$",
        "[x], {[}x{]}",
        "中, '{[}U+4E2D{]}'",
        "--x, -{}-x"
    })
    void escapes(String text, String latex) {
        assertThat(Escape.latex(text)).isEqualTo(latex);
    }
}
