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
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * Which examples of the parts belong together.
 *
 * @param names of the joined examples; empty if they have none
 * @param rows of each part, the row of each joined example, or {@link #ABSENT}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Pairs(boolean training, List<String> names, int[][] rows) {

    private static final int ABSENT = -1;

    static Pairs of(List<Block> blocks, boolean training, boolean byName) {
        Pairs pairs = byName ? byName(blocks, training) : byRow(blocks, training);
        pairs.removeUnobserved(blocks);
        return pairs;
    }

    private static Pairs byRow(List<Block> blocks, boolean training) {
        int size = blocks.get(0).examples(training).size();
        for (Block block : blocks) {
            if (block.examples(training).size() != size) {
                throw DataException.of(
                                "pair: row: part '%s' has %s %s examples, and part '%s' has %s\nuse pair: name,"
                                        + " or leave out rows so that example i of each belongs together",
                                blocks.get(0).name(),
                                size,
                                training ? "training" : "test",
                                block.name(),
                                block.examples(training).size())
                        .at("pair");
            }
        }
        int[][] rows = new int[blocks.size()][];
        Arrays.setAll(rows, m -> IntStream.range(0, size).toArray());
        return new Pairs(training, List.of(), rows);
    }

    private static Pairs byName(List<Block> blocks, boolean training) {
        Set<String> names = new TreeSet<>();
        List<Map<String, Integer>> found = new ArrayList<>();
        for (Block block : blocks) {
            Examples examples = block.examples(training);
            if (!examples.origin().naming()) {
                throw DataException.of(
                                "pair: name: the examples of part '%s' have no names, only the number of their %s\nset key"
                                        + " of the part to the column that names them, such as the file of a picture;"
                                        + " or use pair: row",
                                block.name(), examples.origin().column())
                        .at("parts." + block.name());
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
                                    block.name(),
                                    name,
                                    examples.origin().place().apply(before),
                                    examples.origin().place().apply(i))
                            .at("parts." + block.name() + ".key");
                }
            }
            names.addAll(byName.keySet());
            found.add(byName);
        }
        requirePairs(found, blocks);
        List<String> all = List.copyOf(names);
        int[][] rows = new int[blocks.size()][all.size()];
        for (int m = 0; m < rows.length; m++) {
            for (int i = 0; i < all.size(); i++) {
                rows[m][i] = found.get(m).getOrDefault(all.get(i), ABSENT);
            }
        }
        return new Pairs(training, all, rows);
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

    private static void requirePairs(List<Map<String, Integer>> found, List<Block> blocks) {
        Map<String, Long> parts =
                found.stream()
                        .flatMap(each -> each.keySet().stream())
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        if (!parts.isEmpty() && parts.values().stream().allMatch(n -> n == 1)) {
            List<String> examples = new ArrayList<>();
            for (int m = 0; m < found.size(); m++) {
                if (!found.get(m).isEmpty()) {
                    String first = new TreeSet<>(found.get(m).keySet()).first();
                    examples.add("%s '%s'".formatted(blocks.get(m).name(), first));
                }
            }
            throw DataException.of(
                            "pair: name: no two parts have an example of one name; the first are %s\nset key of a"
                                    + " table to the column of the file names; or use pair: row",
                            String.join(", ", examples))
                    .at("pair");
        }
    }

    /** Returns how many examples have all modalities, and which lack some. */
    String remark(List<Block> blocks) {
        List<String> counts = new ArrayList<>();
        int whole = 0;
        for (int i = 0; i < size(); i++) {
            whole += observed(i) == rows.length ? 1 : 0;
        }
        for (int m = 0; m < rows.length; m++) {
            long without = Arrays.stream(rows[m]).filter(row -> row == ABSENT).count();
            if (without > 0) {
                counts.add("%s without %s".formatted(without, blocks.get(m).name()));
            }
        }
        return "%s of %s %s examples have all modalities%s."
                .formatted(
                        whole,
                        size(),
                        training ? "training" : "test",
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
    private void removeUnobserved(List<Block> blocks) {
        for (int m = 0; m < rows.length; m++) {
            if (!blocks.get(m).data().facts().hasMissing()) {
                continue;
            }
            Examples examples = blocks.get(m).examples(training);
            for (int i = 0; i < size(); i++) {
                if (rows[m][i] != ABSENT && examples.observed(rows[m][i]) == 0) {
                    rows[m][i] = ABSENT;
                }
            }
        }
        for (int i = 0; i < size(); i++) {
            if (observed(i) == 0) {
                throw DataException.of(
                        "%s example %s has no modality",
                        training ? "training" : "test", names.isEmpty() ? i : names.get(i));
            }
        }
    }

    private int observed(int i) {
        return (int) Arrays.stream(rows).filter(of -> of[i] != ABSENT).count();
    }

    void remove(List<Block> blocks, Map<String, Double> shares, RandomKey key) {
        for (int m = 0; m < rows.length; m++) {
            String name = blocks.get(m).name();
            double share = shares.getOrDefault(name, 0.0);
            double[] uniform = key.split(name).uniform(size());
            for (int i = 0; i < size(); i++) {
                if (uniform[i] < share && observed(i) > 1) {
                    rows[m][i] = ABSENT;
                }
            }
        }
    }

    private List<Examples> parts(List<Block> blocks) {
        return blocks.stream().map(block -> block.examples(training)).toList();
    }

    Examples examples(List<Block> blocks, List<Labels.Column> labels, ValuePrecision precision) {
        Examples joined =
                Examples.of(new JoinedRows(parts(blocks), rows, precision), ValueDomain.MODALITIES);
        Examples labelled = labels.isEmpty() ? joined : joined.withLabels(Labels.of(labels));
        return names.isEmpty() ? labelled : labelled.from(Origin.named("name", names::get));
    }

    /** The label columns of all parts; of one name, that of the first part that knows a label. */
    List<Labels.Column> labels(List<Block> blocks) {
        List<Examples> parts = parts(blocks);
        Map<String, Labels.Column> all = new LinkedHashMap<>();
        for (int m = 0; m < parts.size(); m++) {
            int[] own = rows[m];
            for (Labels.Column column :
                    parts.get(m).labels().map(Labels::columns).orElse(List.of())) {
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
