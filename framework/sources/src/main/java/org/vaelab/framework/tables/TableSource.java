// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Rows of one or two files, each row an example. A column is real, binary, categorical, ordinal, a
 * count or a date; {@link KindRule} infers which. A cell without a value is a missing value.
 *
 * <p>A label may be any text. The classes 0, 1, ... are the distinct texts of all rows, sorted as
 * numbers if all are numbers, else as text. A missing label is unknown.
 */
@Part(
        value = "table",
        description =
                "a table in CSV, TSV or Parquet files, an example in a row, columns of any kind")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableSource(
        @Setting("file of the training examples, or of all examples") Path path,
        @Setting(
                        "file of the test examples, with the same columns; absent: some rows of"
                                + " path are test rows")
                @Nullable Path test,
        @Setting(
                        "fraction of the rows of path held out for the test, between 0 and 1;"
                                + " default 0.2, unless test, split or testRows is set")
                @Nullable Double testFraction,
        @Setting(
                        "column that tells test and validation rows from the others, such as"
                                + " {column: fold, test: [5], validation: [4]}")
                @Nullable TableSplit split,
        @Setting("file with the numbers of the test rows, one per line; the first row of data is 1")
                @Nullable Path testRows,
        @Setting("file with the numbers of the validation rows, one per line")
                @Nullable Path validationRows,
        @Setting("csv, tsv or parquet; default by the name of the file")
                @Nullable TableFormat format,
        @Setting(
                        "whether the first row names the columns; default true; if false, they are"
                                + " called 1, 2, ...")
                @Nullable Boolean header,
        @Setting(
                        "character between two cells, such as \";\" or \"\\t\"; default the one"
                                + " that the file has: a comma (a tabulator in TSV), semicolon,"
                                + " tabulator or bar")
                @Nullable String separator,
        @Setting(
                        "columns of the values, in order, such as [age, income], or what some"
                                + " columns are, such as {age: real, grade: {kind: ordinal, order:"
                                + " [low, high]}, id: ignore}; default all but the labels")
                @Nullable ColumnChoice columns,
        @Setting("column of the label, or a list of several; absent: no labels")
                @Nullable OneOrMore label,
        @Setting(
                        "column that names the example, such as the file of its picture; absent: its"
                                + " row does")
                @Nullable String key,
        @Setting(
                        "texts that stand for a missing value, beside the empty one, NA, NaN, nan,"
                                + " -nan, null and NULL")
                @Nullable List<String> missing,
        @Setting("what a category is that no training row has: error or missing; default error")
                @Nullable Unseen unseen,
        @Setting(
                        "what becomes of columns with at most one value in the training rows: keep (an"
                                + " error for texts) or drop; default keep")
                @Nullable Constant constant,
        @Setting(
                        "what all values are: real, unit (in [0, 1]), grey (integers 0 to 255),"
                                + " binary (0 and 1), counts; default: each column has its own kind")
                @Nullable ValueDomain domain,
        @Setting("shape of an example, such as 1x28x28; default a vector")
                @Nullable DataShape shape,
        @Setting("seed of the choice of test rows; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSource {

    /** What becomes of columns with at most one value in the training rows. */
    public enum Constant {
        /** The model has them. */
        KEEP,
        /** The model does not have them. */
        DROP
    }

    /** What becomes of a category that no training row has. */
    public enum Unseen {
        /** An error. */
        ERROR,
        /** A missing value. */
        MISSING
    }

    /**
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public TableSource {
        if (testFraction != null && !(testFraction > 0 && testFraction < 1)) {
            throw DataException.of(
                    "testFraction is %s, expected more than 0 and less than 1", testFraction);
        }
        requireOneSplit(test, testFraction, split, testRows);
        if (validationRows != null && split != null) {
            throw new DataException("both validationRows and split are set; expected one of them");
        }
        requireSeparator(separator);
        missing = missing == null ? null : List.copyOf(missing);
        if (domain != null && columns != null && !columns.settings().isEmpty()) {
            boolean kinds =
                    columns.settings().values().stream().anyMatch(c -> c.kind().isPresent());
            if (kinds) {
                throw DataException.of(
                        "both domain and kinds of columns are set; expected one of" + " them");
            }
        }
        for (String each : label == null ? List.<String>of() : label.texts()) {
            if (columns != null && columns.names(each)) {
                throw DataException.of("column \"%s\" is in columns and is the label", each);
            }
            if (each.equals(key)) {
                throw DataException.of(
                        "column \"%s\" is the label and the key: each example would be a class of its own"
                                + "\nremove one of the two",
                        each);
            }
            requireUsed("label", each, columns);
        }
        requireUsed("key", key, columns);
        requireUsed("split", split == null ? null : split.column(), columns);
    }

    /** Rejects a column that has a role and is ignored. */
    private static void requireUsed(
            String role, @Nullable String column, @Nullable ColumnChoice columns) {
        if (columns != null && ColumnSetting.IGNORED.equals(columns.settings().get(column))) {
            throw DataException.of(
                    "column \"%s\" is named in %s, and columns says ignore\nremove it from columns: %2$s already keeps"
                            + " it out of the values; or leave %2$s out",
                    column, role);
        }
    }

    private static void requireSeparator(@Nullable String separator) {
        if (separator != null
                && (separator.length() != 1
                        || separator.charAt(0) > 127
                        || "\"\r\n".contains(separator))) {
            throw DataException.of(
                    "separator is \"%s\", expected one character, such as \";\", or \"\\t\" for a"
                            + " tabulator (in double quotes); leave it out to have it found",
                    separator);
        }
    }

    private static void requireOneSplit(
            @Nullable Path test,
            @Nullable Double testFraction,
            @Nullable TableSplit split,
            @Nullable Path testRows) {
        List<String> set =
                Stream.of(
                                named("test", test),
                                named("testFraction", testFraction),
                                named("split", split == null ? null : "column " + split.column()),
                                named("testRows", testRows))
                        .flatMap(Optional::stream)
                        .toList();
        if (set.size() > 1) {
            throw DataException.of(
                    "both %s and %s are set; expected one of them", set.get(0), set.get(1));
        }
    }

    private static Optional<String> named(String key, @Nullable Object value) {
        return Optional.ofNullable(value).map(set -> key + " (" + set + ")");
    }

    /** Returns the source of one file with default settings. */
    public static TableSource of(Path path) {
        return of(path, null);
    }

    /** Returns the source of a training and a test file with default settings. */
    public static TableSource of(Path path, @Nullable Path test) {
        return new TableSource(
                path, test, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null);
    }

    TableFile.Layout layout() {
        return new TableFile.Layout(
                format,
                header == null || header,
                separator == null ? null : separator.charAt(0),
                missing == null ? List.of() : missing);
    }

    /** Returns the file of the test examples; null: path has them. */
    @Nullable Path tested() {
        boolean isSplit = testFraction != null || split != null || testRows != null;
        return test != null || isSplit ? test : ParquetFiles.test(path);
    }

    List<String> labelNames() {
        return label == null ? List.of() : label.texts();
    }

    /**
     * {@inheritDoc} Each column has the distribution of its kind, unless all values are of one
     * domain.
     */
    @Override
    public String defaultLikelihood() {
        return domain == null ? "columns" : DataSource.super.defaultLikelihood();
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return new TableData(this, precision, progress, null).load();
    }

    @Override
    public List<Path> readFiles() {
        return ParquetFiles.ofAll(path, tested(), testRows, validationRows);
    }

    @Override
    public Optional<DataSource> splitBy(Predicate<String> isTest) {
        boolean hasOwn =
                Stream.of(tested(), testFraction, split, testRows, validationRows)
                        .anyMatch(Objects::nonNull);
        return hasOwn || key == null
                ? Optional.empty()
                : Optional.of(
                        (progress, precision) ->
                                new TableData(this, precision, progress, isTest).load());
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new TableReader(this));
    }
}
