// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.testkit.reports.Records;

class BaselineTableTest {

    private static final double[] UP = {1, 2, 3, 4, 5, 6};

    private static Table of(Records records) {
        Comparison comparison = records.comparison();
        return BaselineTable.of(comparison, comparison.metrics()).orElseThrow();
    }

    private static Records withSeeds(int seeds) {
        return new Records()
                .runs("base", "elbo", 1, new double[seeds])
                .runs("a", "elbo", 1, Arrays.copyOf(UP, seeds))
                .runs("b", "elbo", 1, Arrays.stream(UP, 0, seeds).map(v -> v * v - 3).toArray());
    }

    private static List<String> columns(Table table) {
        return table.columns().stream().map(Column::detail).toList();
    }

    private static List<String> texts(Table table, int row) {
        return table.rows().get(row).stream().map(Cell::text).toList();
    }

    @Test
    void oneSeedHasNoColumnOfPValues() {
        Table table = of(withSeeds(1));
        assertThat(columns(table)).containsExactly("", "nats");
        assertThat(texts(table, 0)).containsExactly("a", "+1.00");
        assertThat(table.caption())
                .contains("One seed allows neither an interval nor a test", "no p-values")
                .doesNotContain("Holm", "t test", "±");
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void twoSeedsHaveATTestWithItsWarning() {
        Table table = of(withSeeds(2));
        assertThat(columns(table)).containsExactly("", "nats", "ELBO · t test · Holm");
        assertThat(table.caption())
                .contains("adjusted over the models of its column (Holm)", "With 2 pairs")
                .contains("cannot come below 0.05 under 6 pairs");
    }

    @Test
    void fromSixSeedsBothPValuesAreAdjusted() {
        Table table = of(withSeeds(6));
        assertThat(columns(table))
                .containsExactly("", "nats", "ELBO · t test · Holm", "ELBO · signed rank · Holm");
        // 2 of 64 patterns for a, 6 of 64 for b (of its differences -2 and 1 are the least, of
        // unlike sign), times 2 and 1.
        assertThat(texts(table, 0).get(3)).isEqualTo("0.063");
        assertThat(table.caption())
                .contains("of the exact signed-rank test, each adjusted over the models")
                .contains("With 6 pairs", "cannot come below 0.063 in a column of 2 such tests.");
    }

    @Test
    void fewerThanSixPairsBesideSixAreMarked() {
        Table table = of(withSeeds(6).runs("few", "elbo", 1, 1, 2, 4));
        assertThat(texts(table, 2).get(3)).isEqualTo("–");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly("The signed-rank test is for 6 to 50 pairs; here there are 3.");
    }

    @Test
    void amongModelsWithIntervalsOneWithoutIsMarked() {
        Table table = of(withSeeds(3).runs("once", "elbo", 1, 7));
        assertThat(texts(table, 2)).containsExactly("once", "+7.0", "–");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly("1 common seed: no interval and no test.");
    }
}
