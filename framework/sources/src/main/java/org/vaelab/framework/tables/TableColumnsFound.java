// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.util.stream.Collectors.partitioningBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.YamlScalar;

/**
 * The columns of values of a table, and what is known of them.
 *
 * @param columns in order
 * @param domain of the values: that of the settings, or the plain one if all columns have one kind
 */
record TableColumnsFound(List<Column> columns, ValueDomain domain, DataFacts facts) {

    /**
     * Finds the columns from the training rows, without those that a config drops.
     *
     * @throws DataException if a column is no column of values; lines after the first are hints
     */
    static TableColumnsFound of(
            TableSource settings, TableFile file, List<Field> fields, BitSet training) {
        requireValues(file, fields);
        boolean drops = settings.constant() == TableSource.Constant.DROP;
        Map<Boolean, List<ColumnProfile>> byDropped =
                ColumnProfile.of(file, fields, training).stream()
                        .collect(partitioningBy(profile -> drops && profile.isConstant()));
        List<ColumnProfile> profiles = byDropped.get(false);
        List<String> dropped =
                byDropped.get(true).stream().map(profile -> profile.field().name()).toList();
        if (profiles.isEmpty()) {
            throw DataException.of(
                    "%s: no column has two values in the training rows", file.path());
        }
        List<KindRule> rules =
                profiles.stream().map(profile -> KindRule.of(settings, file, profile)).toList();
        requirePoints(file, rules.stream().filter(KindRule::hasDecimalCommas).toList());
        boolean missing = profiles.stream().anyMatch(ColumnProfile::hasMissing);
        if (settings.domain() != null) {
            return of(
                    ValueReader.uniform(profiles, settings.domain()),
                    settings.domain(),
                    missing,
                    file.remarks(),
                    dropped);
        }
        boolean unseen = settings.unseen() == TableSource.Unseen.MISSING;
        List<Column> columns = columns(rules);
        Stream<String> numberings =
                remarks(
                        rules.stream().filter(KindRule::isNumbering),
                        "column \"%s\" seems to number the rows; to leave it out: columns: {%s: ignore}");
        Stream<String> codes =
                remarks(
                        rules.stream().filter(KindRule::readsCodesAsNumbers),
                        "column \"%s\" has numbers such as 007, and 007 is read as 7; if they are codes:"
                                + " columns: {%s: categorical}");
        return of(
                columns,
                domain(columns),
                missing || unseen,
                Stream.of(file.remarks().stream(), numberings, codes)
                        .flatMap(Function.identity())
                        .toList(),
                dropped);
    }

    private static Stream<String> remarks(Stream<KindRule> rules, String format) {
        return rules.map(rule -> rule.profile().field().name())
                .map(name -> format.formatted(name, YamlScalar.written(name)));
    }

    private static TableColumnsFound of(
            List<Column> columns,
            ValueDomain domain,
            boolean missing,
            List<String> remarks,
            List<String> dropped) {
        boolean mayMiss = missing && domain != ValueDomain.GREY_LEVELS;
        DataFacts facts =
                DataFacts.of(Form.table(columns), mayMiss).with(remarks).dropping(dropped);
        return new TableColumnsFound(columns, domain, facts);
    }

    private static void requireValues(TableFile file, List<Field> fields) {
        for (Field field : fields) {
            if (TableFile.Storage.of(field.type()) == TableFile.Storage.OTHER) {
                throw DataException.of(
                        "%s: column \"%s\" %s\nleave it out: columns: {%s: ignore}",
                        file.path(),
                        field.name(),
                        file.content(field),
                        YamlScalar.written(field.name()));
            }
        }
    }

    /** Checks that there are no columns of numbers with a decimal comma. */
    private static void requirePoints(TableFile file, List<KindRule> commas) {
        if (commas.isEmpty()) {
            return;
        }
        ColumnProfile first = commas.get(0).profile();
        throw DataException.of(
                "%s, column \"%s\": \"%s\", expected a number such as 1234.5, without a decimal"
                        + " comma; columns of such numbers: %s\n"
                        + "write them with a point, for example in Python: pandas.read_csv(\"%s\","
                        + " sep=\"%s\", decimal=\",\").to_csv(\"points.csv\", index=False)\n"
                        + "or read a column as categories: columns: {%7$s: categorical}",
                file.place(first.firstComma().row()),
                first.field().name(),
                first.firstComma().cell(),
                String.join(", ", commas.stream().map(c -> c.profile().field().name()).toList()),
                file.path().getFileName(),
                file.separator(),
                YamlScalar.written(first.field().name()));
    }

    /** Returns the columns, or reports all that are none at once. */
    private static List<Column> columns(List<KindRule> rules) {
        List<String> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (KindRule rule : rules) {
            try {
                columns.add(rule.column());
            } catch (DataException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException(String.join("\n", problems));
        }
        return columns;
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

    /** Returns these columns if they are in another file too, which may have more missing cells. */
    TableColumnsFound alsoIn(TableFile other, List<Field> fields) {
        if (facts.hasMissing()) {
            return this;
        }
        boolean[] missing = {false};
        other.read(fields, (row, cells) -> missing[0] |= cells.stream().anyMatch(Cell::isMissing));
        return of(columns, domain, missing[0], facts.remarks(), facts.dropped());
    }
}
