// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import org.vaelab.framework.record.Csv;

/** Tables as comma-separated values. */
public final class TableCsv {

    private TableCsv() {}

    /** Writes a table as a reader sees it, each title with its detail in parentheses. */
    public static String of(Table table) {
        Csv csv = new Csv(table.columns().stream().map(TableCsv::head).toArray(String[]::new));
        for (List<Table.Cell> row : table.rows()) {
            csv.row(row.stream().map(TableCsv::text).toArray());
        }
        return csv.toString();
    }

    private static String head(Table.Column column) {
        return column.title() + (column.detail().isEmpty() ? "" : " (" + column.detail() + ")");
    }

    private static String text(Table.Cell cell) {
        return cell.text().replace(String.valueOf(NumberText.FIGURE_SPACE), "");
    }
}
