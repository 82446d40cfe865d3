// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.testkit.reports.Records;

class SharedStartTest {

    private static final String NOTE =
            "All seeds of b start from base-1-81bd: intervals and tests cover new seeds of the"
                    + " training from there, not another start.";

    private static Provenance.Start start(
            String run, String checksum, Provenance.@Nullable Start before) {
        return new Provenance.Start("runs/" + run, "base", 1, checksum, "all", false, before);
    }

    /** Two models with two seeds; the second one starts from other runs. */
    private static Comparison startingFrom(
            Provenance.@Nullable Start first, Provenance.@Nullable Start second) {
        Records records = new Records().runs("a", "elbo", 1, -90, -91);
        records.start(first).runs("b", "elbo", 1, -89);
        return records.start(second).runs("b", "elbo", 1, -88).comparison();
    }

    @Test
    void intervalsOfSeedsThatShareAStartSayWhatTheyCover() {
        Provenance.Start start = start("base-1-81bd", "aa", null);
        Comparison comparison = startingFrom(start, start);
        assertThat(MetricsTable.of(comparison).caption()).contains(NOTE);
        assertThat(BaselineTable.of(comparison, comparison.metrics()).orElseThrow().caption())
                .contains(NOTE);
        Comparison further = startingFrom(start("b-1", "bb", start), start("b-2", "cc", start));
        assertThat(MetricsTable.of(further).caption()).contains(NOTE);
    }

    @Test
    void seedsWithStartsOfTheirOwnAreTrainedWhole() {
        Comparison own = startingFrom(start("x-1", "bb", null), start("x-2", "cc", null));
        assertThat(MetricsTable.of(own).caption()).doesNotContain("start from");
        assertThat(MetricsTable.of(startingFrom(null, null)).caption())
                .doesNotContain("start from");
    }
}
