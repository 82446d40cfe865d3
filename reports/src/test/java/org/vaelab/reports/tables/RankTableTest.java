// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.testkit.reports.Records;

class RankTableTest {

    private static Records three(double... last) {
        return new Records()
                .runs("a", "elbo", 1, -1, -1, -1, -1)
                .runs("b", "elbo", 1, -2, -2, -2, -2)
                .runs("c", "elbo", 1, last);
    }

    private static List<String> column(List<List<Cell>> rows) {
        return rows.stream().map(row -> row.get(1).text()).toList();
    }

    @Test
    void meanRanksTheTestAndTheCriticalDifference() {
        Table table = RankTable.of(three(-3, -3, -3, -1.5).comparison()).orElseThrow();
        assertThat(table.columns().get(1).detail()).isEqualTo("3 models · 4 seeds");
        assertThat(column(table.rows())).containsExactly("1.00", "2.25", "2.75");
        // The exact probability of 6.5 is 9/216; q = 2.343 and sqrt(3 * 4 / 24).
        assertThat(column(table.summary())).containsExactly("6.50", "0.042", "1.66");
        assertThat(table.notes()).isEmpty();
        assertThat(RankTable.leftOut(three(-3, -3, -3, -1.5).comparison())).isEmpty();
        assertThat(LatexTable.of(table)).contains("\\midrule\nFriedman's $\\chi$$^2$ & 6.50");
        assertThat(HtmlTable.of(table)).contains("<tbody class=\"summary\">\n<tr><th");
        assertThat(MarkdownTable.of(table)).contains("| p | 0.042 |");
    }

    @Test
    void withoutASmallPNoPairIsTold() {
        Table table = RankTable.of(three(-3, 0, -3, 0).comparison()).orElseThrow();
        assertThat(table.summary().get(2).get(1).emphasis()).isEqualTo(Table.Emphasis.FAINT);
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly("No pair is told apart: p is not below 0.05.");
    }

    @Test
    void whatIsNotRankedIsSaid() {
        Records records = three(-3, -3, -3, -3).runs("other", "elbo", 50, -1, -1, -1, -1);
        Table table = RankTable.of(records.comparison()).orElseThrow();
        assertThat(column(table.rows())).last().isEqualTo("–");
        assertThat(table.notes())
                .singleElement()
                .extracting(Table.Note::text)
                .asString()
                .startsWith("Not ranked");
    }

    @Test
    void aTestThatIsLeftOutIsToldWithItsReason() {
        Records two =
                new Records()
                        .runs("a", "elbo", 1, -1, -1)
                        .runs("b", "elbo", 1, -2, -2)
                        .runs("c", "elbo", 1, -3, -3);
        assertThat(RankTable.of(two.comparison())).isEmpty();
        assertThat(RankTable.leftOut(two.comparison()))
                .contains(
                        "Friedman's test needs 3 models whose values may be compared, and 3 seeds"
                                + " that all of them completed. It is left out for ELBO: 2 seeds"
                                + " were completed by all 3 comparable models.");
        Records pair = new Records().runs("a", "elbo", 1, -1, -1).runs("b", "elbo", 1, -2, -2);
        assertThat(RankTable.leftOut(pair.comparison())).isEmpty();
        Records one =
                three(-3, -3, -3, -3).run("d", Map.of("logLikelihood", Records.bound(-1, 500)));
        assertThat(RankTable.of(one.comparison()).orElseThrow().caption())
                .endsWith("It is left out for log p(x): no two models may be compared.");
    }
}
