// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.ValueNames;

/**
 * Integer labels of a table of examples: named columns, such as the class of a digit or the five
 * factors of a sprite. Immutable.
 */
public record Labels(List<Column> columns) {
    /** Marks an unknown label. */
    public static final int UNKNOWN = -1;

    /**
     * Labels of the given columns.
     *
     * @throws DataException if there is no column, two have the same name, or their lengths differ
     */
    public Labels {
        if (columns.isEmpty()) {
            throw new DataException("labels without a column");
        }
        int size = columns.get(0).size();
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new DataException("two label columns are named \"" + column.name() + "\"");
            }
            if (column.size() != size) {
                throw DataException.of(
                        "label column \"%s\" has %s values, column \"%s\" has %s",
                        column.name(), column.size(), columns.get(0).name(), size);
            }
        }
        columns = List.copyOf(columns);
    }

    public static Labels of(List<Column> columns) {
        return new Labels(columns);
    }

    public int size() {
        return columns.get(0).size();
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * The column of that name.
     *
     * @throws DataException if there is none; the message lists those that there are
     */
    public Column column(String name) {
        for (Column column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        throw absent(name, names());
    }

    static DataException absent(String column, List<String> present) {
        return new DataException("no label column \"" + column + "\"; there are: " + present);
    }

    Labels select(int[] rows) {
        return new Labels(columns.stream().map(column -> column.select(rows)).toList());
    }

    /** These labels, of which those of some examples are not known. */
    Labels knownOnly(boolean[] known) {
        return new Labels(columns.stream().map(column -> column.knownOnly(known)).toList());
    }

    void read(int row, int[] target, int offset) {
        for (int i = 0; i < columns.size(); i++) {
            target[offset + i] = columns.get(i).value(row);
        }
    }

    /**
     * One named column of integer labels in 0 .. {@link #cardinality} - 1, or {@link #UNKNOWN}.
     *
     * @param name such as "class" or "rotation"
     * @param valueNames what value k means, at place k
     */
    public record Column(String name, List<String> valueNames, int[] values) {
        /**
         * Copies the values.
         *
         * @throws DataException if a value is neither in 0 .. number of names - 1 nor {@link
         *     #UNKNOWN}
         */
        public Column {
            for (int row = 0; row < values.length; row++) {
                if (values[row] < UNKNOWN || values[row] >= valueNames.size()) {
                    throw DataException.of(
                            "label column \"%s\", example %s: %s is outside 0..%s",
                            name, row, values[row], valueNames.size() - 1);
                }
            }
            valueNames = List.copyOf(valueNames);
            values = values.clone();
        }

        /**
         * A column whose values are called by their numbers.
         *
         * @throws DataException if a value lies outside 0 .. cardinality - 1
         */
        public static Column of(String name, int cardinality, int[] values) {
            return of(
                    name,
                    IntStream.range(0, cardinality).mapToObj(Integer::toString).toList(),
                    values);
        }

        public static Column of(String name, List<String> valueNames, int[] values) {
            return new Column(name, valueNames, values);
        }

        /**
         * A column of classes by their names; an empty name is unknown.
         *
         * @param unknown gets each name that is no class; if it does not throw, the label is
         *     unknown
         */
        public static Column named(
                String name, List<String> classes, List<String> of, Consumer<String> unknown) {
            Map<String, Integer> places = new HashMap<>();
            classes.forEach(each -> places.put(each, places.size()));
            int[] values = new int[of.size()];
            for (int i = 0; i < values.length; i++) {
                Integer place = places.get(of.get(i));
                if (place == null && !of.get(i).isEmpty()) {
                    unknown.accept(of.get(i));
                }
                values[i] = place == null ? UNKNOWN : place;
            }
            return of(name, classes, values);
        }

        public int cardinality() {
            return valueNames.size();
        }

        public int size() {
            return values.length;
        }

        /** The label of an example; {@link #UNKNOWN} if it is not known. */
        public int value(int row) {
            return values[row];
        }

        /** Numbers that are classes, such as digits, are seldom more. */
        private static final int MOST_NUMBERS = 20;

        private static final String NO_CLASS =
                "label \"%s\" has the class %s; unknown labels are empty cells, or NaN in an array";
        private static final String FORMULA =
                "label \"%s\" has the class %s; a spreadsheet takes it for a formula in CSV files of results";

        /**
         * Says what a user should know of the values: that they hardly repeat, or are no plain
         * names.
         */
        Optional<String> remark() {
            int known = (int) Arrays.stream(values).filter(value -> value != UNKNOWN).count();
            int different =
                    (int) Arrays.stream(values).filter(v -> v != UNKNOWN).distinct().count();
            if (ValueNames.areContinuous(valueNames, known)) {
                return Optional.of(
                        "label \"%s\" has real numbers: metrics of factors cut them into bins, and metrics of classes reject them"
                                .formatted(name));
            }
            boolean areMeasured =
                    different > MOST_NUMBERS
                            && ValueNames.areNumbers(valueNames)
                            && known < ValueNames.PER_VALUE * different;
            if (areMeasured || (different > 2 && known < 2 * different)) {
                return Optional.of(
                        "label \"%s\" has %s classes in %s training examples: metrics of classes say little"
                                .formatted(name, different, known));
            }
            return valueNames.stream()
                    .filter(value -> value.matches("(?s)-1|[=@].+"))
                    .findFirst()
                    .map(value -> (value.equals("-1") ? NO_CLASS : FORMULA).formatted(name, value));
        }

        /** The number of examples of each value, of those whose label is known. */
        public int[] counts() {
            int[] counts = new int[cardinality()];
            for (int value : values) {
                if (value != UNKNOWN) {
                    counts[value]++;
                }
            }
            return counts;
        }

        /**
         * Draws examples, equally many of each class that occurs; where that is not possible one
         * more of classes that are drawn too.
         *
         * @return of each example whether it is among them
         * @throws DataException if the count is below the number of classes, or a class has too few
         */
        boolean[] balanced(int count, RandomKey key) {
            int[] of = counts();
            int[] classes = IntStream.range(0, of.length).filter(k -> of[k] > 0).toArray();
            if (count < classes.length) {
                throw DataException.of(
                        "labelled: %s labels are fewer than the %s classes of '%s'; take at least"
                                + " one of each",
                        count, classes.length, name);
            }
            int[] order = key.split("classes").permutation(classes.length);
            boolean[] chosen = new boolean[size()];
            for (int place = 0; place < classes.length; place++) {
                int label = classes[order[place]];
                int wanted = count / classes.length + (place < count % classes.length ? 1 : 0);
                if (wanted > of[label]) {
                    throw DataException.of(
                            "labelled: %s labels are %s of each class of '%s', and '%s' has %s"
                                    + " training examples",
                            count, wanted, name, valueNames.get(label), of[label]);
                }
                int[] rows =
                        IntStream.range(0, size()).filter(row -> values[row] == label).toArray();
                int[] drawn = key.fold(label).permutation(rows.length);
                for (int i = 0; i < wanted; i++) {
                    chosen[rows[drawn[i]]] = true;
                }
            }
            return chosen;
        }

        private Column knownOnly(boolean[] known) {
            int[] rest = values.clone();
            for (int i = 0; i < rest.length; i++) {
                rest[i] = known[i] ? rest[i] : UNKNOWN;
            }
            return new Column(name, valueNames, rest);
        }

        /** A copy of all labels. */
        @Override
        public int[] values() {
            return values.clone();
        }

        private Column select(int[] rows) {
            return new Column(
                    name, valueNames, Arrays.stream(rows).map(row -> values[row]).toArray());
        }
    }
}
