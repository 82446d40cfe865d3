// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
            TableSource settings, TableFile file, List<Field> fields, ColumnProfile.Rows training) {
        requireValues(file, fields);
        List<ColumnProfile> profiles = ColumnProfile.of(file, fields, training);
        requirePoints(settings, file, profiles);
        boolean missing = isMissing(profiles, file.size());
        if (settings.domain() != null) {
            return of(
                    ValueReader.uniform(fields, settings.domain()),
                    settings.domain(),
                    missing,
                    file.remarks());
        }
        boolean unseen = settings.unseen() == TableSource.Unseen.MISSING;
        List<Column> columns = columns(settings, file, profiles, training);
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
        Field first = commas.get(0).field();
        int row = firstText(file, first, Cells.hasComma(first));
        throw DataException.of(
                "%s, column \"%s\": \"%s\", expected a number such as 1234.5, without a decimal"
                        + " comma; columns of such numbers: %s\n"
                        + "write them with a point, for example in Python: pandas.read_csv(\"%s\","
                        + " sep=\"%s\", decimal=\",\").to_csv(\"points.csv\", index=False)\n"
                        + "or read a column as categories: columns: {%2$s: categorical}",
                file.place(row),
                first.name(),
                file.cell(row, first),
                String.join(", ", commas.stream().map(p -> p.field().name()).toList()),
                file.path().getFileName(),
                SeparatorRule.name(file.separator()));
    }

    private static boolean isMissing(List<ColumnProfile> profiles, int rows) {
        return profiles.stream().anyMatch(profile -> profile.presentInAll() < rows);
    }

    private static List<Column> columns(
            TableSource settings,
            TableFile file,
            List<ColumnProfile> profiles,
            ColumnProfile.Rows training) {
        List<ColumnProfile> wanted =
                profiles.stream().filter(p -> KindRule.needsValues(p, kind(settings, p))).toList();
        List<List<String>> distinct =
                ColumnProfile.distinct(
                        file,
                        wanted.stream().map(p -> Cells.category(p.field(), p.isNumeric())).toList(),
                        training);
        List<String> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (ColumnProfile profile : profiles) {
            int at = wanted.indexOf(profile);
            List<String> values = at < 0 ? List.of() : distinct.get(at);
            Optional<ColumnSetting> setting = setting(settings, profile);
            Optional<String> problem = KindRule.problem(profile, setting, values);
            if (problem.isPresent()) {
                problems.add(text(file, profile, problem.get()));
            } else {
                columns.add(KindRule.column(profile, setting, values));
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
        int row = firstText(file, profile.field(), "true");
        return "%s, column \"%s\": \"%s\", expected a number: %s\ncorrect it, say that it is missing (missing: [\"%3$s\"]), or choose: columns: {%2$s: categorical}"
                .formatted(file.place(row), name, file.cell(row, profile.field()), problem);
    }

    private static String remedy(String name, String problem) {
        String out = "leave it out: columns: {" + name + ": ignore}";
        return problem.endsWith(KindRule.LIKE_A_KEY)
                ? out + ", or as a category: columns: {" + name + ": categorical}"
                : out;
    }

    /** Returns the first row whose cell is no number, and for which a condition holds. */
    private static int firstText(TableFile file, Field field, String condition) {
        @Nullable String[] found =
                file.database()
                        .rows(
                                "SELECT r FROM (SELECT row_number() OVER () - 1 AS r, * FROM %s) WHERE %s IS NOT NULL AND %s IS NULL AND %s ORDER BY r LIMIT 1"
                                        .formatted(
                                                Cells.VIEW,
                                                Cells.text(field),
                                                Cells.number(field),
                                                condition))
                        .get(0);
        return Integer.parseInt(String.valueOf(found[0]));
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
            ColumnProfile profile = profiles.get(j);
            boolean numbering =
                    profile.isWhole()
                            && profile.rows() >= LEAST_ROWS_OF_NUMBERING
                            && profile.present() == profile.rows()
                            && profile.distinct() >= ALMOST_ALL * profile.rows()
                            && profile.largest() - profile.least() < 2.0 * profile.rows();
            if (numbering && !columns.get(j).kind().hasCategories()) {
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
        boolean missing =
                isMissing(ColumnProfile.of(other, fields, ColumnProfile.Rows.ALL), other.size());
        return of(columns, domain, missing, facts.remarks());
    }
}
