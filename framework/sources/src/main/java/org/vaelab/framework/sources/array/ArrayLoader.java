// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataName;
import org.vaelab.framework.sources.HeldOut;

/** Loads the data set of an {@link ArraySource}. */
final class ArrayLoader {

    private static final List<String> TRAINING_NAMES =
            List.of("x_train", "X_train", "train_x", "train", "x", "X", "data", "images", "imgs");
    private static final List<String> TEST_NAMES = List.of("x_test", "X_test", "test_x", "test");
    private static final List<String> LABEL_NAMES = List.of("y_train", "train_y", "y");
    private static final List<String> TEST_LABEL_NAMES = List.of("y_test", "test_y");

    private final ArraySource settings;
    private final Path cache;
    private final ValuePrecision precision;

    ArrayLoader(ArraySource settings, Path cache, ValuePrecision precision) {
        this.settings = settings;
        this.cache = cache;
        this.precision = precision;
    }

    /** The arrays of a data set. */
    private record Arrays(
            StoredArray train,
            Optional<StoredArray> test,
            Optional<StoredArray> labels,
            Optional<StoredArray> testLabels,
            Optional<StoredArray> factors,
            Optional<StoredArray> testFactors) {

        /** Returns the arrays of examples. */
        Stream<StoredArray> examples() {
            return Stream.concat(Stream.of(train), test.stream());
        }
    }

    Dataset load(Progress progress) {
        Arrays arrays = arrays();
        StoredArray train = arrays.train();
        List<Integer> example = train.shape().subList(1, train.shape().size());
        boolean channelsLast = ArrayValues.isChannelsLast(example, settings.layout());
        DataShape shape = ArrayValues.shape(train, channelsLast, settings.shape());
        arrays.test().ifPresent(test -> requireAlike(train, test));
        ValueDomain domain = domain(arrays);
        Origin rows = new Origin("index", Integer::toString);
        Examples all = labelled(examples(train, channelsLast, domain), arrays, false).from(rows);
        List<String> remarks = remarks(train, domain);
        DataFacts facts = DataFacts.NONE.with(remarks);
        facts = settings.hasMissing() ? DataFacts.ofTable(List.of(), true).with(remarks) : facts;
        try {
            Examples held;
            String others;
            if (arrays.test().isPresent()) {
                StoredArray test = arrays.test().get();
                held = labelled(examples(test, channelsLast, domain), arrays, true).from(rows);
                others = test.described();
            } else {
                HeldOut parts =
                        HeldOut.of(
                                train.name(), all.size(), settings.testFraction(), settings.seed());
                held = all.select(parts.test());
                all = all.select(parts.train());
                others = parts.toString();
            }
            return Dataset.of(
                    DataName.of(settings.name(), ArrayFile.fileOf(settings.train()), "npy"),
                    shape,
                    all,
                    held,
                    train.described() + ", " + others,
                    facts,
                    progress);
        } catch (DataException e) {
            throw explained(arrays, e);
        }
    }

    private static DataException explained(Arrays arrays, DataException e) {
        String message = e.getMessage();
        String files = arrays.examples().map(StoredArray::name).collect(Collectors.joining(", "));
        String remedy =
                message.contains("NaN") ? "\nif NaN marks missing values, set missing: true" : "";
        return message.startsWith(arrays.train().name())
                ? e
                : new DataException(files + ": " + message + remedy, e);
    }

    private List<String> remarks(StoredArray train, ValueDomain domain) {
        boolean guessed =
                settings.domain() == null
                        && train.type().isInteger()
                        && domain != ValueDomain.GREY_LEVELS;
        return guessed
                ? List.of(
                        String.format(
                                Locale.ROOT,
                                "%s is read as %s; set data.domain if it is something else",
                                train.described(),
                                domain.label()))
                : List.of();
    }

    private ValueDomain domain(Arrays arrays) {
        if (settings.domain() != null) {
            return settings.domain();
        }
        Rows[] parts =
                arrays.examples()
                        .filter(array -> array.type().isInteger())
                        .map(array -> ArrayRows.of(array, new int[0], false, cache))
                        .toArray(Rows[]::new);
        return ArrayValues.domain(arrays.train().type(), parts);
    }

    private Examples examples(StoredArray array, boolean channelsLast, ValueDomain domain) {
        int[] places = ArrayValues.places(array, channelsLast);
        Rows rows = ArrayRows.of(array, places, domain == ValueDomain.GREY_LEVELS, cache);
        return Examples.loaded(rows, domain, precision);
    }

    private static void requireAlike(StoredArray train, StoredArray test) {
        List<Integer> left = train.shape().subList(1, train.shape().size());
        List<Integer> right = test.shape().subList(1, test.shape().size());
        if (!left.equals(right) || train.type() != test.type()) {
            throw DataException.of(
                    "training and test arrays differ: %s; %s", train.described(), test.described());
        }
    }

    private Examples labelled(Examples examples, Arrays arrays, boolean test) {
        List<Labels.Column> columns = new ArrayList<>();
        if (arrays.labels().isPresent()) {
            ArrayLabels trained = labels(arrays.labels().get(), arrays.train());
            List<String> classes = Optional.ofNullable(settings.classes()).orElse(List.of());
            columns.addAll(
                    labels(trained, arrays.testLabels(), arrays, test)
                            .named(List.of("class"), trained.values(), classes));
        }
        if (arrays.factors().isPresent()) {
            ArrayLabels trained = labels(arrays.factors().get(), arrays.train());
            ArrayLabels factors = labels(trained, arrays.testFactors(), arrays, test);
            List<String> names = factorNames(factors.width());
            columns.addAll(factors.named(names, trained.values(), List.of()));
        }
        return columns.isEmpty() ? examples : examples.withLabels(Labels.of(columns));
    }

    private List<String> factorNames(int width) {
        return settings.factorNames() == null || settings.factorNames().isEmpty()
                ? IntStream.rangeClosed(1, width).mapToObj(f -> "factor" + f).toList()
                : settings.factorNames();
    }

    private ArrayLabels labels(StoredArray array, StoredArray examples) {
        return ArrayLabels.read(array, examples.examples(), cache);
    }

    /** Returns the labels of training examples, or of test examples; they may have none. */
    private ArrayLabels labels(
            ArrayLabels trained, Optional<StoredArray> tested, Arrays arrays, boolean test) {
        if (!test) {
            return trained;
        }
        StoredArray examples = arrays.test().orElseThrow();
        return tested.map(array -> labels(array, examples))
                .orElseGet(() -> trained.unknown(examples.examples()));
    }

    private Arrays arrays() {
        ArrayFile file = ArrayFile.open(ArrayFile.fileOf(settings.train()));
        boolean byDefault = ArrayFile.memberOf(settings.train()).isEmpty();
        boolean whole = byDefault && settings.testFraction() == null;
        Optional<StoredArray> test = array(settings.test(), TEST_NAMES);
        boolean testBeside = test.isEmpty() && whole;
        if (testBeside) {
            test = first(file, TEST_NAMES);
        }
        Optional<StoredArray> labels = array(settings.labels(), LABEL_NAMES);
        Optional<StoredArray> testLabels = array(settings.testLabels(), TEST_LABEL_NAMES);
        if (labels.isEmpty() && byDefault) {
            labels = first(file, LABEL_NAMES);
            testLabels =
                    testBeside && test.isPresent() ? first(file, TEST_LABEL_NAMES) : testLabels;
        }
        return new Arrays(
                chosen(file, settings.train(), TRAINING_NAMES),
                test,
                labels,
                testLabels,
                array(settings.factors(), List.of()),
                array(settings.testFactors(), List.of()));
    }

    private static Optional<StoredArray> array(@Nullable Path address, List<String> names) {
        return Optional.ofNullable(address)
                .map(path -> chosen(ArrayFile.open(ArrayFile.fileOf(path)), path, names));
    }

    private static Optional<StoredArray> first(ArrayFile file, List<String> names) {
        return names.stream().filter(file.arrays()::containsKey).map(file::array).findFirst();
    }

    /** Returns the array that an address names, else one of the usual names, else the only one. */
    static StoredArray chosen(ArrayFile file, Path address, List<String> names) {
        String member = ArrayFile.memberOf(address);
        if (!member.isEmpty()) {
            return file.array(member);
        }
        if (file.arrays().size() == 1) {
            return file.arrays().values().iterator().next();
        }
        return first(file, names)
                .orElseThrow(
                        () ->
                                DataException.of(
                                        "%s has the arrays %s; name one: %s#%s",
                                        file.path(),
                                        String.join(", ", file.arrays().keySet()),
                                        file.path().getFileName(),
                                        file.arrays().keySet().iterator().next()));
    }
}
