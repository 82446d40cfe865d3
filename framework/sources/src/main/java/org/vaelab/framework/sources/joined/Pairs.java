// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * Which examples of the parts belong together.
 *
 * @param kind of the examples in messages, such as training
 * @param names of the joined examples; empty if they have none
 * @param rows of each side, the row of each joined example, or {@link #ABSENT}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Pairs(String kind, List<Side> sides, List<String> names, int[][] rows) {

    static final int ABSENT = -1;

    /**
     * The examples of one modality.
     *
     * @param mayLack whether all values of an example may be missing
     */
    record Side(Modality modality, Examples examples, boolean mayLack) {

        String name() {
            return modality.name();
        }
    }

    static Pairs of(String kind, List<Side> sides, boolean byName) {
        Pairs pairs = byName ? byName(kind, sides) : byRow(kind, sides);
        pairs.removeUnobserved();
        return pairs;
    }

    private static Pairs byRow(String kind, List<Side> sides) {
        int size = sides.get(0).examples().size();
        for (Side side : sides) {
            if (side.examples().size() != size) {
                throw DataException.of(
                                "pair: row: part '%s' has %s %s examples, and part '%s' has %s\nset test of each part, or of none;"
                                        + " leave out rows so that example i of each belongs together; or use pair:"
                                        + " name, with key of each table",
                                sides.get(0).name(),
                                size,
                                kind,
                                side.name(),
                                side.examples().size())
                        .at("pair");
            }
        }
        int[][] rows = new int[sides.size()][];
        Arrays.setAll(rows, m -> IntStream.range(0, size).toArray());
        return new Pairs(kind, sides, List.of(), rows);
    }

    private static Pairs byName(String kind, List<Side> sides) {
        Set<String> names = new TreeSet<>();
        List<Map<String, Integer>> found = new ArrayList<>();
        for (Side side : sides) {
            Examples examples = side.examples();
            if (!examples.origin().naming()) {
                throw DataException.of(
                                "pair: name: the examples of part '%s' have no names, only the number of their %s\nset key"
                                        + " of the part to the column that names them, such as the file of a picture;"
                                        + " or use pair: row",
                                side.name(), examples.origin().column())
                        .at("parts." + side.name());
            }
            Map<String, Integer> byName = new HashMap<>();
            for (int i = 0; i < examples.size(); i++) {
                String name = withoutEnding(examples.origin().of().apply(i));
                Integer before = byName.put(name, i);
                if (before != null) {
                    throw DataException.of(
                                    "pair: name: part '%s' has two examples named '%s', %s and %s\nleave"
                                            + " one of each name: of several captions of one picture keep"
                                            + " one, or write them into one row",
                                    side.name(),
                                    name,
                                    examples.origin().place().apply(before),
                                    examples.origin().place().apply(i))
                            .at("parts." + side.name() + ".key");
                }
            }
            names.addAll(byName.keySet());
            found.add(byName);
        }
        if (sides.size() > 1) {
            requirePairs(kind, found, sides);
        }
        List<String> all = List.copyOf(names);
        int[][] rows = new int[sides.size()][all.size()];
        for (int m = 0; m < rows.length; m++) {
            for (int i = 0; i < all.size(); i++) {
                rows[m][i] = found.get(m).getOrDefault(all.get(i), ABSENT);
            }
        }
        return new Pairs(kind, sides, all, rows);
    }

    /**
     * Checks that no example is one of the test too.
     *
     * @throws DataException if one is
     */
    void requireApartFrom(Pairs test) {
        Set<String> both = new TreeSet<>(names);
        both.retainAll(test.names());
        if (!both.isEmpty()) {
            throw DataException.of(
                            "pair: name: '%s' is a training example of one part and a test example of another"
                                    + "\nset test of each part; or of none, and testFraction of none: then the name says it",
                            both.iterator().next())
                    .at("parts");
        }
    }

    private static void requirePairs(
            String kind, List<Map<String, Integer>> found, List<Side> sides) {
        Map<String, Long> parts =
                found.stream()
                        .flatMap(each -> each.keySet().stream())
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        if (!parts.isEmpty() && parts.values().stream().allMatch(n -> n == 1)) {
            List<String> examples = new ArrayList<>();
            for (int m = 0; m < found.size(); m++) {
                if (!found.get(m).isEmpty()) {
                    String first = new TreeSet<>(found.get(m).keySet()).first();
                    examples.add("%s '%s'".formatted(sides.get(m).name(), first));
                }
            }
            throw DataException.of(
                            "pair: name: no two parts have a %s example of one name; the first are %s\nset key of a"
                                    + " table to the column of the file names, and test of each part or of none; or use"
                                    + " pair: row",
                            kind, String.join(", ", examples))
                    .at("pair");
        }
    }

    /** Returns how many examples have all modalities, and which lack some. */
    String remark() {
        List<String> counts = new ArrayList<>();
        int whole = 0;
        for (int i = 0; i < size(); i++) {
            whole += observed(i) == rows.length ? 1 : 0;
        }
        for (int m = 0; m < rows.length; m++) {
            long without = Arrays.stream(rows[m]).filter(row -> row == ABSENT).count();
            if (without > 0) {
                counts.add("%s without %s".formatted(without, sides.get(m).name()));
            }
        }
        return "%s of %s %s examples have all modalities%s."
                .formatted(
                        whole,
                        size(),
                        kind,
                        counts.isEmpty() ? "" : "; " + String.join(", ", counts));
    }

    static String withoutEnding(String file) {
        return file.replaceFirst("\\.[^./\\\\]*$", "");
    }

    int size() {
        return rows[0].length;
    }

    boolean hasMissing() {
        return Arrays.stream(rows).flatMapToInt(Arrays::stream).anyMatch(row -> row == ABSENT);
    }

    /** An example of a part whose values are all missing is none. */
    private void removeUnobserved() {
        for (int m = 0; m < rows.length; m++) {
            if (!sides.get(m).mayLack()) {
                continue;
            }
            Examples examples = sides.get(m).examples();
            for (int i = 0; i < size(); i++) {
                if (rows[m][i] != ABSENT && examples.observed(rows[m][i]) == 0) {
                    rows[m][i] = ABSENT;
                }
            }
        }
        for (int i = 0; i < size(); i++) {
            if (observed(i) == 0) {
                throw DataException.of(
                        "%s example %s has no modality", kind, names.isEmpty() ? i : names.get(i));
            }
        }
    }

    private int observed(int i) {
        return (int) Arrays.stream(rows).filter(of -> of[i] != ABSENT).count();
    }

    void remove(Map<String, Double> shares, RandomKey key) {
        for (int m = 0; m < rows.length; m++) {
            String name = sides.get(m).name();
            double share = shares.getOrDefault(name, 0.0);
            double[] uniform = key.split(name).uniform(size());
            for (int i = 0; i < size(); i++) {
                if (uniform[i] < share && observed(i) > 1) {
                    rows[m][i] = ABSENT;
                }
            }
        }
    }

    /**
     * Returns the joined examples, with labels if there are any.
     *
     * @param width the number of their values
     */
    Examples examples(List<Labels.Column> labels, int width, ValuePrecision precision) {
        Examples joined =
                Examples.of(new JoinedRows(sides, rows, width, precision), ValueDomain.MODALITIES);
        Examples labelled = labels.isEmpty() ? joined : joined.withLabels(Labels.of(labels));
        return names.isEmpty() ? labelled : labelled.from(Origin.named("name", names::get));
    }

    /** The label columns of all parts; of one name, that of the first part that knows a label. */
    List<Labels.Column> labels() {
        Map<String, Labels.Column> all = new LinkedHashMap<>();
        for (int m = 0; m < sides.size(); m++) {
            int[] own = rows[m];
            for (Labels.Column column :
                    sides.get(m).examples().labels().map(Labels::columns).orElse(List.of())) {
                Labels.Column before = all.get(column.name());
                if (before != null && !before.valueNames().equals(column.valueNames())) {
                    continue;
                }
                int[] values = new int[size()];
                for (int i = 0; i < values.length; i++) {
                    int known = before == null ? Labels.UNKNOWN : before.value(i);
                    values[i] =
                            known == Labels.UNKNOWN && own[i] != ABSENT
                                    ? column.value(own[i])
                                    : known;
                }
                all.put(
                        column.name(),
                        Labels.Column.of(column.name(), column.valueNames(), values));
            }
        }
        return List.copyOf(all.values());
    }
}
