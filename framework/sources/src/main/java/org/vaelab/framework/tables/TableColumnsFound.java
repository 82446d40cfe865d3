// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * The columns of values of a table, and what is known of them.
 *
 * @param columns in order
 * @param domain of the values: that of the settings, or the plain one if all columns have one kind
 */
record TableColumnsFound(List<Column> columns, ValueDomain domain, DataFacts facts) {

    private static final double ALMOST_ALL = 0.9;
    private static final int LEAST_ROWS_OF_NUMBERING = 20;

    /**
     * Finds the columns from the training rows.
     *
     * @throws DataException if a column is no column of values; lines after the first are hints
     */
    static TableColumnsFound of(
            TableSource settings, TableFile file, List<Field> fields, BitSet training) {
        requireValues(file, fields);
        List<ColumnProfile> profiles = ColumnProfile.of(file, fields, training);
        requirePoints(settings, file, profiles);
        boolean missing = profiles.stream().anyMatch(ColumnProfile::hasMissing);
        if (settings.domain() != null) {
            return of(
                    ValueReader.uniform(fields, settings.domain()),
                    settings.domain(),
                    missing,
                    file.remarks());
        }
        boolean unseen = settings.unseen() == TableSource.Unseen.MISSING;
        List<Column> columns = columns(settings, file, profiles);
        return of(columns, domain(columns), missing || unseen, remarks(file, profiles, columns));
    }

    private static TableColumnsFound of(
            List<Column> columns, ValueDomain domain, boolean missing, List<String> remarks) {
        boolean mayMiss = missing && domain != ValueDomain.GREY_LEVELS;
        return new TableColumnsFound(
                columns, domain, DataFacts.ofTable(columns, mayMiss).with(remarks));
    }

    private static void requireValues(TableFile file, List<Field> fields) {
        for (Field field : fields) {
            if (field.storage() == TableFile.Storage.OTHER) {
                throw DataException.of(
                        "%s: column \"%s\" holds lists, bytes or other things that are no values\n"
                                + "leave it out: columns: {%s: ignore}",
                        file.path(), field.name(), field.name());
            }
        }
    }

    /** Checks that numbers have no decimal comma, unless a config says that they are categories. */
    private static void requirePoints(
            TableSource settings, TableFile file, List<ColumnProfile> profiles) {
        List<ColumnProfile> commas =
                profiles.stream()
                        .filter(ColumnProfile::hasDecimalCommas)
                        .filter(p -> kind(settings, p).map(k -> !k.hasCategories()).orElse(true))
                        .toList();
        if (commas.isEmpty()) {
            return;
        }
        ColumnProfile first = commas.get(0);
        throw DataException.of(
                "%s, column \"%s\": \"%s\", expected a number such as 1234.5, without a decimal"
                        + " comma; columns of such numbers: %s\n"
                        + "write them with a point, for example in Python: pandas.read_csv(\"%s\","
                        + " sep=\"%s\", decimal=\",\").to_csv(\"points.csv\", index=False)\n"
                        + "or read a column as categories: columns: {%2$s: categorical}",
                file.place(first.firstComma().row()),
                first.field().name(),
                first.firstComma().cell(),
                String.join(", ", commas.stream().map(p -> p.field().name()).toList()),
                file.path().getFileName(),
                file.separator());
    }

    private static List<Column> columns(
            TableSource settings, TableFile file, List<ColumnProfile> profiles) {
        List<String> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (ColumnProfile profile : profiles) {
            Optional<ColumnSetting> setting = setting(settings, profile);
            Optional<String> problem = KindRule.problem(profile, setting);
            if (problem.isPresent()) {
                problems.add(text(file, profile, problem.get()));
            } else {
                columns.add(KindRule.column(profile, setting));
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException(String.join("\n", problems));
        }
        return columns;
    }

    private static String text(TableFile file, ColumnProfile profile, String problem) {
        String name = profile.field().name();
        if (!problem.endsWith(KindRule.SOME_TEXT)) {
            return "%s: column \"%s\" %s\n%s"
                    .formatted(file.path(), name, problem, remedy(name, problem));
        }
        return "%s, column \"%s\": \"%s\", expected a number: %s\ncorrect it, say that it is missing (missing: [\"%3$s\"]), or choose: columns: {%2$s: categorical}"
                .formatted(
                        file.place(profile.firstText().row()),
                        name,
                        profile.firstText().cell(),
                        problem);
    }

    private static String remedy(String name, String problem) {
        String out = "leave it out: columns: {" + name + ": ignore}";
        return problem.endsWith(KindRule.LIKE_A_KEY)
                ? out + ", or as a category: columns: {" + name + ": categorical}"
                : out;
    }

    private static Optional<ColumnSetting> setting(TableSource settings, ColumnProfile profile) {
        return Optional.ofNullable(settings.columns())
                .map(columns -> columns.settings().get(profile.field().name()));
    }

    private static Optional<Column.Kind> kind(TableSource settings, ColumnProfile profile) {
        return setting(settings, profile).flatMap(ColumnSetting::kind);
    }

    private static ValueDomain domain(List<Column> columns) {
        if (columns.stream().allMatch(c -> c.kind() == Column.Kind.REAL)) {
            return ValueDomain.REAL;
        } else if (columns.stream().allMatch(c -> c.kind() == Column.Kind.BINARY)) {
            return ValueDomain.BINARY;
        }
        return columns.stream().allMatch(c -> c.kind() == Column.Kind.COUNT)
                ? ValueDomain.COUNTS
                : ValueDomain.COLUMNS;
    }

    private static List<String> remarks(
            TableFile file, List<ColumnProfile> profiles, List<Column> columns) {
        List<String> remarks = new ArrayList<>(file.remarks());
        for (int j = 0; j < columns.size(); j++) {
            if (profiles.get(j).isNumbering(LEAST_ROWS_OF_NUMBERING, ALMOST_ALL)
                    && !columns.get(j).kind().hasCategories()) {
                remarks.add(
                        "column \"%s\" seems to number the rows; to leave it out: columns: {%1$s: ignore}"
                                .formatted(columns.get(j).name()));
            }
        }
        return remarks;
    }

    /** Returns these columns if they are in another file too, which may have more missing cells. */
    TableColumnsFound alsoIn(TableFile other, List<Field> fields) {
        if (facts.hasMissing()) {
            return this;
        }
        boolean[] missing = {false};
        other.read(
                fields,
                (row, cells) -> missing[0] |= cells.stream().anyMatch(Cell::isMissing));
        return of(columns, domain, missing[0], facts.remarks());
    }
}
