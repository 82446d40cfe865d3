// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.comparison.Records;

final class CostTableTest {

    @Test
    void timesOfSeedsAtOnceAreMarked() {
        Records records =
                new Records()
                        .runs("alone", "elbo", 0, -90, -91)
                        .backend(Map.of("lockstep", "yes"))
                        .runs("together", "elbo", 0, -90, -91);

        Table table = CostTable.of(records.comparison());

        assertThat(table.rows())
                .extracting(row -> row.get(0).text())
                .containsExactly("alone", "together");
        assertThat(table.rows().get(0).get(0).marks()).isEmpty();
        List<String> marks = table.rows().get(1).get(0).marks();
        assertThat(table.notes())
                .contains(
                        new Table.Note(
                                marks.get(0),
                                "Seeds were computed at once: times are those of all together."));
    }
}
