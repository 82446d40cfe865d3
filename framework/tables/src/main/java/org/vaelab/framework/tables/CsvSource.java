// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Numbers in CSV files, as earlier versions read them: all columns have one domain, no cell may be
 * missing, and the label column of the data set is called {@code class}. Configs and records of earlier
 * versions mean the same data, with the same checksum. {@link TableSource} is for new configs.
 */
@Part(
        value = "csv",
        description = "numbers in CSV files, an example in a row; table also reads other columns")
public record CsvSource(
        @Setting("file of the training examples, or of all examples") Path path,
        @Setting(
                        "file of the test examples, with the same columns; absent: some rows of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the rows of path held out for the test, between 0 and 1; default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting(
                        "whether the first row names the columns; default true; if false, they are called 1, 2, ...")
                @Nullable Boolean header,
        @Setting(
                        "character between two cells; default the one that the file has: a comma, semicolon, tabulator or bar")
                @Nullable String separator,
        @Setting("columns of the values, in order; default all but the label")
                @Nullable List<String> columns,
        @Setting("column of the label; absent: no labels") @Nullable String label,
        @Setting(
                        "what the values are: real, unit (in [0, 1]), grey (integers 0 to 255), binary (0 and 1); default real")
                @Nullable ValueDomain domain,
        @Setting("shape of an example, such as 1x28x28; default a vector")
                @Nullable DataShape shape,
        @Setting("seed of the choice of test rows; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSourcePart {

    /**
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public CsvSource {
        columns = columns == null ? null : List.copyOf(columns);
        if (columns != null && columns.isEmpty()) {
            throw new DataException("columns is empty");
        }
        table(
                path,
                test,
                testFraction,
                header,
                separator,
                columns,
                label,
                domain,
                shape,
                seed,
                name);
    }

    private static TableSource table(
            Path path,
            @Nullable Path test,
            @Nullable Double testFraction,
            @Nullable Boolean header,
            @Nullable String separator,
            @Nullable List<String> columns,
            @Nullable String label,
            @Nullable ValueDomain domain,
            @Nullable DataShape shape,
            @Nullable Long seed,
            @Nullable String name) {
        return new TableSource(
                path,
                test,
                testFraction,
                null,
                null,
                null,
                TableFormat.CSV,
                header,
                separator,
                columns == null ? null : new TableColumns(columns, Map.of()),
                label == null ? null : new LabelColumns(List.of(label)),
                null,
                null,
                domain == null ? ValueDomain.REAL : domain,
                shape,
                seed,
                name);
    }

    /** Returns the source of one file with a header and default settings. */
    public static CsvSource of(Path path) {
        return new CsvSource(path, null, null, null, null, null, null, null, null, null, null);
    }

    @Override
    public DataSource create() {
        TableSource table =
                table(
                        path,
                        test,
                        testFraction,
                        header,
                        separator,
                        columns,
                        label,
                        domain,
                        shape,
                        seed,
                        name);
        return new TableData(table, Cells.EMPTY_ONLY, true);
    }
}
