// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
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
        Pairs train = Pairs.of("training", sides(blocks, Block::train), byName);
        Pairs test = Pairs.of("test", sides(blocks, Block::test), byName);
        if (byName) {
            train.requireApartFrom(test);
        }
        // What an example is does not depend on what is removed from it.
        List<Labels.Column> ofTrain = train.labels();
        List<Labels.Column> ofTest = test.labels();
        RandomKey key = RandomKey.of(settings.seed()).split("missing");
        train.remove(settings.missing(), key.split("train"));
        test.remove(settings.missing(), key.split("test"));
        boolean hasMissing = train.hasMissing() || test.hasMissing();
        List<String> remarks =
                byName || hasMissing ? List.of(train.remark(), test.remark()) : List.of();
        List<Modality> modalities = new ArrayList<>();
        for (Block block : blocks) {
            modalities.add(block.modality());
            hasMissing |= block.modality().hasMissing();
        }
        DataFacts facts = DataFacts.of(new Form.Modalities(modalities), hasMissing);
        int width = modalities.get(modalities.size() - 1).to();
        return Dataset.of(
                blocks.stream().map(Block::name).collect(Collectors.joining("+")),
                DataShape.flat(width),
                train.examples(ofTrain, width, precision),
                test.examples(ofTest, width, precision),
                blocks.stream()
                        .map(block -> block.name() + ": " + block.data().provenance())
                        .collect(Collectors.joining("; ")),
                facts.with(remarks),
                progress);
    }

    @Override
    public List<Path> readFiles() {
        return sources.values().stream().flatMap(part -> part.readFiles().stream()).toList();
    }

    private static List<Pairs.Side> sides(List<Block> blocks, Function<Block, Examples> of) {
        return blocks.stream().map(block -> block.side(of.apply(block))).toList();
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new FolderReader(this));
    }

    boolean isByName() {
        return settings.pair() == JoinedSource.Pairing.NAME;
    }

    /**
     * Returns the parts. Where none has test examples of its own, the name of an example says
     * whether it is one, so that all parts agree.
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
                    Binarization how = settings.binarization(name);
                    try {
                        PreparedData ready = Preparation.of(how).apply(data, seed(how));
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
                                    Preparation.NONE.apply(of.load(name, loaded.get(of.of())), 0);
                            add(blocks, name, ready, of.likelihood(), of.encoder());
                        });
        return blocks;
    }

    /** Two static draws of one data set with different seeds differ in their test examples too. */
    static long seed(Binarization how) {
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
                        ready.form(),
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

    /** A modality with its examples. */
    private record Block(Modality modality, Dataset data, Examples train, Examples test) {

        String name() {
            return modality.name();
        }

        Pairs.Side side(Examples examples) {
            return new Pairs.Side(modality, examples, data.facts().hasMissing());
        }
    }
}
