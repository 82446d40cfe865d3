// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Amount;

/**
 * A data set: training, optional validation and test examples of one shape and one value domain.
 *
 * @param validation examples held out of the training set, where they were asked for
 * @param facts what is known beside the values
 */
public record Dataset(
        Identity identity,
        DataShape shape,
        Examples train,
        Optional<Examples> validation,
        Examples test,
        DataFacts facts) {

    private static final int MOST_NAMED = 1000;

    /**
     * Which data these are.
     *
     * @param checksum SHA-256, in hex, of the content as loaded: shape, domain, values and labels
     *     of the training and the test examples, and of validation examples that the source has,
     *     before a validation split and before classes are left out. Real values enter it rounded
     *     to single precision, so that it is the same in either
     * @param provenance where the content is from, for the record
     * @param leftOut the classes of which training and validation examples were taken out; empty if
     *     none
     * @param files the SHA-256 of each file that was read, in hex; empty if the source names none
     */
    public record Identity(
            String name,
            String checksum,
            String provenance,
            Optional<LeftOut> leftOut,
            Map<String, String> files) {}

    /**
     * @throws DataException if the examples disagree with the shape, or with each other in domain
     */
    public Dataset {
        String name = identity.name();
        require(name, "training", train, shape, train.domain());
        validation.ifPresent(v -> require(name, "validation", v, shape, train.domain()));
        require(name, "test", test, shape, train.domain());
        facts.form()
                .obstacle(train.domain(), train.whole().width())
                .ifPresent(
                        why -> {
                            throw new DataException(name + ": " + why);
                        });
    }

    /** A data set as loaded, without validation examples; computes the checksum. */
    public static Dataset of(
            String name, DataShape shape, Examples train, Examples test, String provenance) {
        return of(name, shape, train, test, provenance, DataFacts.NONE);
    }

    /**
     * New examples for a trained model, as training and as test examples. No record refers to them,
     * so their checksum is empty.
     *
     * @throws DataException if a value does not lie in its domain
     */
    public static Dataset ofNew(String name, DataShape shape, Examples examples, DataFacts facts) {
        facts.checkNew(examples);
        Identity identity = new Identity(name, "", name, Optional.empty(), Map.of());
        return new Dataset(identity, shape, examples, Optional.empty(), examples, facts);
    }

    /**
     * A data set as loaded, without validation examples. Reads all values once: checks them and
     * computes the checksum.
     *
     * @throws DataException if a value does not lie in its domain
     */
    public static Dataset of(
            String name,
            DataShape shape,
            Examples train,
            Examples test,
            String provenance,
            DataFacts facts) {
        return of(name, shape, train, test, provenance, facts, DataSource.Progress.SILENT);
    }

    /** Returns the same, and reports how much is read of data that stay on disk. */
    public static Dataset of(
            String name,
            DataShape shape,
            Examples train,
            Examples test,
            String provenance,
            DataFacts facts,
            DataSource.Progress progress) {
        return of(name, shape, train, Optional.empty(), test, provenance, facts, progress);
    }

    /**
     * Returns the same, with the validation examples of a source that has its own.
     *
     * @throws DataException if a value does not lie in its domain
     */
    public static Dataset of(
            String name,
            DataShape shape,
            Examples train,
            Optional<Examples> validation,
            Examples test,
            String provenance,
            DataFacts facts,
            DataSource.Progress progress) {
        String checksum = ContentChecksum.of(name, shape, train, validation, test, facts, progress);
        return new Dataset(
                new Identity(name, checksum, provenance, Optional.empty(), Map.of()),
                shape,
                train,
                validation,
                test,
                withRemarks(facts, train, test));
    }

    private static DataFacts withRemarks(DataFacts facts, Examples train, Examples test) {
        DataFacts all = facts;
        for (Labels.Column column : train.labels().map(Labels::columns).orElse(List.of())) {
            all = column.remark().map(all::and).orElse(all);
        }
        Optional<Examples> streamed =
                Stream.of(train, test).filter(Examples::isStreamed).findFirst();
        return streamed.isPresent() ? all.and(Residence.remark(streamed.get())) : all;
    }

    /**
     * Checks data as loaded before models are compared on them: test examples are other ones than
     * those of training, and of each label some values are known.
     *
     * @throws DataException otherwise
     */
    public void requireComparable() {
        new PlannedData(this).check();
    }

    /** Returns the shares of missing values; empty if none is missing. Reads all examples. */
    public Optional<MissingShares> missing() {
        return facts.hasMissing()
                ? Optional.of(new MissingShares(MissingShares.of(train), MissingShares.of(test)))
                : Optional.empty();
    }

    public String name() {
        return identity.name();
    }

    public String checksum() {
        return identity.checksum();
    }

    public String provenance() {
        return identity.provenance();
    }

    /**
     * Returns these data with the files from which they were read. Of more than 1,000 files, each
     * folder is one entry: {@code FOLDER (N files)}, with the SHA-256 of what {@code sha256sum}
     * prints in it for these files, in order.
     *
     * @throws DataException if one cannot be read
     */
    public Dataset readFrom(List<Path> files) {
        Map<String, String> checksums = new LinkedHashMap<>();
        Map<Path, List<String>> lines = new LinkedHashMap<>();
        for (Path file : files) {
            try {
                String sum = Sha256.of(file);
                checksums.put(file.toString(), sum);
                lines.computeIfAbsent(file.toAbsolutePath().getParent(), k -> new ArrayList<>())
                        .add(sum + "  " + file.getFileName() + "\n");
            } catch (IOException e) {
                throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
            }
        }
        if (files.size() > MOST_NAMED) {
            checksums.clear();
            lines.forEach(
                    (folder, all) ->
                            checksums.put(
                                    folder + " (" + Amount.of(all.size(), "file") + ")",
                                    Sha256.of(String.join("", all))));
        }
        Identity read = new Identity(name(), checksum(), provenance(), leftOut(), checksums);
        return new Dataset(read, shape, train, validation, test, facts);
    }

    /**
     * Returns the SHA-256 of each file that was read, in hex, by its path; see {@link #readFrom}.
     */
    public Map<String, String> files() {
        return identity.files();
    }

    public Optional<LeftOut> leftOut() {
        return identity.leftOut();
    }

    /** Returns what the values are called, in order; empty where they have no names. */
    public List<String> valueNames() {
        return facts.form().columnNames();
    }

    /**
     * This data set with some values of each example given: what is modelled is the rest.
     *
     * @throws DataException if some are given already
     */
    public Dataset given(ValueSplit split) {
        if (domain() == ValueDomain.MODALITIES) {
            throw new DataException(
                    "given: " + name() + " has several modalities, and none of them can be given");
        }
        if (train.split().isPresent()) {
            throw new DataException(name() + " is given " + train.split().get() + " already");
        }
        List<String> names = split.given().stream().map(ValueSplit.Part::name).toList();
        String remark =
                facts.form().isSeries()
                        ? "given, and not modelled: %s; every model takes them.".formatted(names)
                        : "given, and not modelled: %1$s; a model sees them with condition: %1$s."
                                .formatted(names);
        return of(split.modelled(), examples -> examples.splitBy(split), facts.and(remark));
    }

    /**
     * This data set with the labels of all but some training examples forgotten. Those whose labels
     * stay known are drawn without replacement under {@code key.split("labelled")}, equally many of
     * each class; where that is not possible one more of some.
     *
     * @param count how many labels stay known
     * @throws DataException if there are no labels, or not enough of a class
     */
    public Dataset labelled(String column, int count, RandomKey key) {
        Labels labels =
                train.labels()
                        .orElseThrow(
                                () -> new DataException("labelled: " + name() + " has no labels"));
        boolean[] known = labels.column(column).balanced(count, key.split("labelled"));
        return training(train.withLabels(labels.knownOnly(known)), validation);
    }

    private Dataset of(DataShape changed, UnaryOperator<Examples> change, DataFacts known) {
        return new Dataset(
                identity,
                changed,
                change.apply(train),
                validation.map(change),
                change.apply(test),
                known);
    }

    private Dataset training(Examples examples, Optional<Examples> held) {
        return new Dataset(identity, shape, examples, held, test, facts);
    }

    public ValueDomain domain() {
        return train.domain();
    }

    /**
     * This data set with its values held in a precision, as {@link Examples#in}.
     *
     * @throws DataException if a value is too large for single precision
     */
    public Dataset in(ValuePrecision precision) {
        return of(
                shape,
                examples -> {
                    if (precision == ValuePrecision.SINGLE) {
                        facts.requireSingle(examples.whole());
                    }
                    return examples.in(precision);
                },
                facts);
    }

    /**
     * The mean of every value over the training examples, [width]: what the output bias starts
     * from.
     */
    public double[] trainingMean() {
        return train.mean();
    }

    /**
     * Holds {@code count} examples, drawn without replacement under {@code
     * key.split("validation")}, out of the training set.
     *
     * @throws DataException if there are validation examples already, examples are windows of
     *     series, or {@code count} does not leave at least one example on both sides
     */
    public Dataset withValidation(int count, RandomKey key) {
        if (validation.isPresent()) {
            throw new DataException(
                    name()
                            + " has validation examples already; leave out data.validation, or the"
                            + " validation rows of the source");
        }
        if (train.origin().times().filter(Origin.Times::areWindows).isPresent()) {
            throw new DataException(
                    "validation: windows of "
                            + name()
                            + " share steps, so that a random choice of them is not held out\nleave it"
                            + " out, and set validationFrom of the source to a time: windows from there to"
                            + " the test part are held out");
        }
        int size = train.size();
        if (!(count > 0 && count < size)) {
            throw DataException.of(
                    "validation: %s of the %s training examples of %s, expected 1..%s",
                    count, size, name(), size - 1);
        }
        int[] order = key.split("validation").permutation(size);
        int[] kept = Arrays.copyOfRange(order, count, size);
        int[] held = Arrays.copyOf(order, count);
        Arrays.sort(kept);
        Arrays.sort(held);
        return training(train.keep(kept), Optional.of(train.select(held)));
    }

    /**
     * Takes all examples of some classes out of the training and the validation examples. Those
     * that are left keep their numbers; the test examples stay.
     *
     * @throws DataException if some were taken out already, none would be left, or the class of an
     *     example is not known; lines after the first are hints
     */
    public Dataset without(LeftOut classes) {
        if (leftOut().isPresent()) {
            throw new DataException(name() + " is without " + leftOut().get() + " already");
        }
        Examples kept = rest(train, "training", classes);
        Optional<Examples> held = validation.map(all -> rest(all, "validation", classes));
        int before = train.size() + validation.map(Examples::size).orElse(0);
        int after = kept.size() + held.map(Examples::size).orElse(0);
        LeftOut done = new LeftOut(classes.column(), classes.values(), before - after);
        Identity without =
                new Identity(name(), checksum(), provenance(), Optional.of(done), identity.files());
        return new Dataset(without, shape, kept, held, test, facts.and(done.clause() + "."));
    }

    private static Examples rest(Examples examples, String part, LeftOut classes) {
        requireKnown(examples, part, classes);
        boolean[] out = classes.marks(examples);
        int[] kept = IntStream.range(0, out.length).filter(i -> !out[i]).toArray();
        if (kept.length == 0) {
            throw DataException.of(
                    "without: all %s %s examples are of %s, and none would be left",
                    out.length, part, classes);
        }
        return examples.keep(kept);
    }

    /** An example without a label may be of a class left out, and training must not see it. */
    private static void requireKnown(Examples examples, String part, LeftOut classes) {
        boolean[] known = classes.known(examples);
        long unknown = IntStream.range(0, known.length).filter(i -> !known[i]).count();
        if (unknown > 0) {
            throw DataException.of(
                    "without: %s of the %s %s examples have no label in column '%s', so they may"
                            + " be of %s\nfill in the labels or remove these rows from the data;"
                            + " to hide labels from training, use data.labelled",
                    unknown, known.length, part, classes.column(), classes);
        }
    }

    /**
     * Holds a fraction of the training examples out, rounded to the nearest number.
     *
     * @throws DataException as {@link #withValidation(int, RandomKey)}, or if the fraction does not
     *     lie strictly between 0 and 1
     */
    public Dataset withValidation(double fraction, RandomKey key) {
        if (!(fraction > 0 && fraction < 1)) {
            throw DataException.of(
                    "validation: fraction %s, expected more than 0 and less than 1", fraction);
        }
        return withValidation((int) Math.round(fraction * train.size()), key);
    }

    private static void require(
            String name, String part, Examples examples, DataShape shape, ValueDomain domain) {
        if (examples.width() != shape.size()) {
            throw DataException.of(
                    "%s: %s examples have %s values, shape %s has %s",
                    name, part, examples.width(), shape, shape.size());
        }
        if (examples.domain() != domain) {
            throw DataException.of(
                    "%s: %s examples are %s, training examples %s",
                    name, part, examples.domain().label(), domain.label());
        }
    }
}
