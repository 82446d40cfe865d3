// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;

/** The values of the config that a budget or the command line replaced. */
public final class ChangesTable {

    private ChangesTable() {}

    /** Builds the table; empty if the config was taken as it is. */
    public static Optional<Table> of(Comparison comparison) {
        List<SettingChange> changes = comparison.plan().changes();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Table(
                        "changes",
                        "Settings of the config that were replaced before the runs were planned.",
                        List.of(
                                new Column("Setting", "", false),
                                new Column("In the config", "", false),
                                new Column("Here", "", false),
                                new Column("By", "", false)),
                        changes.stream()
                                .map(
                                        change ->
                                                List.of(
                                                        Cell.plain(change.key()),
                                                        Cell.plain(ChangeText.value(change.from())),
                                                        Cell.plain(ChangeText.to(change)),
                                                        Cell.plain(change.by())))
                                .toList(),
                        List.of()));
    }
}
