// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.sources.HeldOut;

/**
 * The source of {@link JoinedSource} whose parts exist.
 *
 * @param sources of the parts by name
 */
@Part("joined")
record JoinedData(@JsonValue JoinedSource settings, @JsonIgnore Map<String, DataSource> sources)
        implements DataSource {

    private static final int ABSENT = -1;

    JoinedData {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    }

    @Override
    public String defaultLikelihood() {
        return settings.defaultLikelihood();
    }

    @Override
    public Map<String, String> encoders() {
        Map<String, String> encoders = new HashMap<>();
        sources.forEach((name, source) -> encoders.put(name, source.defaultEncoder()));
        settings.labels().forEach((name, of) -> encoders.put(name, of.encoder()));
        return encoders;
    }

    /** Returns the number of the first part, if examples are paired by row. */
    @Override
    public OptionalLong trainingExamples() {
        return settings.pair() == JoinedSource.Pairing.ROW
                ? sources.values().iterator().next().trainingExamples()
                : OptionalLong.empty();
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        List<Block> blocks = blocks(progress, precision);
        boolean byName = isByName();
        Pairs train = Pairs.of(blocks, true, byName);
        Pairs test = Pairs.of(blocks, false, byName);
        if (byName) {
            requireApart(train, test);
        }
        List<String> remarks =
                byName ? List.of(train.remark(blocks), test.remark(blocks)) : List.of();
        // What an example is does not depend on what is removed from it.
        List<Labels.Column> ofTrain = train.labels(blocks);
        List<Labels.Column> ofTest = test.labels(blocks);
        RandomKey key = RandomKey.of(settings.seed()).split("missing");
        train.remove(blocks, settings.missing(), key.split("train"));
        test.remove(blocks, settings.missing(), key.split("test"));
        boolean hasMissing = train.hasMissing() || test.hasMissing();
        List<Modality> modalities = new ArrayList<>();
        for (Block block : blocks) {
            modalities.add(block.modality());
            hasMissing |= block.modality().hasMissing();
        }
        DataFacts facts = DataFacts.ofModalities(modalities, hasMissing);
        int width = modalities.get(modalities.size() - 1).to();
        return Dataset.of(
                blocks.stream().map(Block::name).collect(Collectors.joining("+")),
                DataShape.flat(width),
                train.examples(blocks, ofTrain, precision),
                test.examples(blocks, ofTest, precision),
                blocks.stream()
                        .map(block -> block.name() + ": " + block.data().provenance())
                        .collect(Collectors.joining("; ")),
                facts.with(remarks),
                progress);
    }

    private boolean isByName() {
        return settings.pair() == JoinedSource.Pairing.NAME;
    }

    /**
     * Returns the parts. Where none has test examples of its own, the name of an example says whether it is one, so that
     * all parts agree.
     */
    private Map<String, DataSource> split() {
        if (!isByName()) {
            return sources;
        }
        double fraction =
                settings.testFraction() == null
                        ? HeldOut.DEFAULT_FRACTION
                        : settings.testFraction();
        RandomKey key = RandomKey.of(settings.seed()).split("test");
        Predicate<String> isTest =
                name -> key.split(Pairs.withoutEnding(name)).uniform(1)[0] < fraction;
        Map<String, DataSource> split = new LinkedHashMap<>();
        sources.forEach(
                (name, source) ->
                        source.splitBy(isTest).ifPresent(chosen -> split.put(name, chosen)));
        boolean all = split.size() == sources.size();
        if (!all && settings.testFraction() != null) {
            Set<String> others = new LinkedHashSet<>(sources.keySet());
            others.removeAll(split.keySet());
            String other = others.iterator().next();
            throw DataException.of(
                            "pair: name: testFraction is set, and part '%s' has test examples of its own or no names"
                                    + "\nremove test and testFraction of the part; a table needs key",
                            other)
                    .at("parts." + other);
        }
        return all ? split : sources;
    }

    private List<Block> blocks(Progress progress, ValuePrecision precision) {
        List<Block> blocks = new ArrayList<>();
        Map<String, Dataset> loaded = new LinkedHashMap<>();
        Map<String, DataSource> split = split();
        sources.forEach(
                (name, source) -> {
                    Dataset data = split.get(name).load(progress, precision).in(precision);
                    loaded.put(name, data);
                    Binarization how =
                            settings.binarizeParts().getOrDefault(name, new Binarization.None());
                    try {
                        PreparedData ready =
                                new Preparation(how, Optional.empty())
                                        .apply(data, seed(how), precision);
                        add(
                                blocks,
                                name,
                                ready,
                                source.defaultLikelihood(),
                                source.defaultEncoder());
                    } catch (DataException e) {
                        throw new DataException("part '" + name + "': " + e.getMessage(), e)
                                .at("binarizeParts." + name);
                    }
                });
        settings.labels()
                .forEach(
                        (name, of) -> {
                            PreparedData ready =
                                    new Preparation(new Binarization.None(), Optional.empty())
                                            .apply(of.load(name, loaded.get(of.of())), 0);
                            add(blocks, name, ready, of.likelihood(), of.encoder());
                        });
        return blocks;
    }

    /** Two static draws of one data set with different seeds differ in their test examples too. */
    private static long seed(Binarization how) {
        return how instanceof Binarization.Static once ? once.seed() : 0;
    }

    private void add(
            List<Block> blocks,
            String name,
            PreparedData ready,
            String likelihood,
            String encoder) {
        Dataset data = ready.dataset();
        int from = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).modality().to();
        LabelModality made = settings.labels().get(name);
        // NaN of a label that is not known is a missing modality, and none inside of one.
        boolean misses = data.facts().hasMissing() && made == null;
        Modality modality =
                new Modality(
                        name,
                        from,
                        ready.shape(),
                        ready.domain(),
                        ready.columns(),
                        data.facts().vocabulary().orElse(null),
                        misses,
                        likelihood.equals(ValueDomain.BINARY.likelihood())
                                ? ready.domain().likelihood()
                                : likelihood,
                        encoder);
        String pairedLike = made == null ? name : made.of();
        Origin[] origins =
                blocks.stream()
                        .filter(block -> block.name().equals(pairedLike))
                        .findFirst()
                        .map(block -> new Origin[] {block.train().origin(), block.test().origin()})
                        .orElse(new Origin[] {ready.train().origin(), ready.test().origin()});
        blocks.add(
                new Block(
                        modality,
                        data,
                        ready.train().from(origins[0]),
                        ready.test().from(origins[1])));
    }

    private static void requireApart(Pairs train, Pairs test) {
        Set<String> both = new TreeSet<>(train.names());
        both.retainAll(test.names());
        if (!both.isEmpty()) {
            throw DataException.of(
                            "pair: name: '%s' is a training example of one part and a test example of another"
                                    + "\nset test of each part; or of none, and testFraction of none: then the name says it",
                            both.iterator().next())
                    .at("parts");
        }
    }

    /** A modality with its examples. */
    private record Block(Modality modality, Dataset data, Examples train, Examples test) {

        String name() {
            return modality.name();
        }

        Examples examples(boolean training) {
            return training ? train : test;
        }
    }

    /**
     * Which examples of the parts belong together.
     *
     * @param names of the joined examples; empty if they have none
     * @param rows of each part, the row of each joined example, or {@link #ABSENT}
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Pairs(boolean training, List<String> names, int[][] rows) {

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

        private static String withoutEnding(String file) {
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

        Examples examples(
                List<Block> blocks, List<Labels.Column> labels, ValuePrecision precision) {
            Examples joined =
                    Examples.of(
                            new JoinedRows(parts(blocks), rows, precision), ValueDomain.MODALITIES);
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
}
