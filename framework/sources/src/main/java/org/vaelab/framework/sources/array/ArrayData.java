// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.HeldOut;

/**
 * The arrays of a data set.
 *
 * @param settings what a config says of them
 * @param test the test examples; empty: some training examples are held out
 */
record ArrayData(
        ArraySource settings,
        StoredArray train,
        Optional<StoredArray> test,
        List<Labelling> labels,
        Origin origin) {

    /**
     * An array of labels or factors.
     *
     * @param train of the training examples
     * @param test of the test examples, which may have none
     * @param names of the columns; empty: factor1, factor2, ...
     * @param classes the names of the values; empty: the values
     * @param areNumbers whether the values are the numbers of classes, from 0, some of which may
     *     have no example
     */
    record Labelling(
            StoredArray train,
            Optional<StoredArray> test,
            List<String> names,
            List<String> classes,
            boolean areNumbers) {

        /** Returns the class of each example; none without an array. */
        static Stream<Labelling> ofClasses(
                Optional<StoredArray> train,
                Optional<StoredArray> test,
                @Nullable List<String> classes,
                boolean areNumbers) {
            List<String> names = Optional.ofNullable(classes).orElse(List.of());
            return train
                    .map(all -> new Labelling(all, test, List.of("class"), names, areNumbers))
                    .stream();
        }
    }

    /**
     * Loads the data set.
     *
     * @param provenance empty: the arrays
     */
    Dataset load(
            String name, Optional<String> provenance, ValuePrecision precision, Progress progress) {
        ArrayForm form = ArrayForm.of(train, settings.layout(), settings.shape());
        test.ifPresent(held -> ArrayForm.requireAlike(train, held));
        ValueDomain domain =
                settings.domain() == null ? ArrayForm.domain(parts()) : settings.domain();
        List<Labels.Column> columns = new ArrayList<>();
        List<Labels.Column> testColumns = new ArrayList<>();
        labels.forEach(labelling -> label(labelling, columns, testColumns));
        Examples all = labelled(form.examples(train, domain, precision), columns);
        try {
            Examples held;
            String others;
            if (test.isPresent()) {
                held = labelled(form.examples(test.get(), domain, precision), testColumns);
                others = test.get().described();
            } else {
                HeldOut parts =
                        HeldOut.of(
                                train.name(), all.size(), settings.testFraction(), settings.seed());
                held = all.select(parts.test());
                all = all.select(parts.train());
                others = parts.toString();
            }
            DataFacts facts =
                    settings.hasMissing() ? DataFacts.of(Form.arrays(), true) : DataFacts.NONE;
            return Dataset.of(
                    name,
                    form.shape(),
                    all,
                    held,
                    provenance.orElse(train.described() + ", " + others),
                    facts.with(remarks(domain)),
                    progress);
        } catch (DataException e) {
            throw explained(e);
        }
    }

    private List<StoredArray> parts() {
        return Stream.concat(Stream.of(train), test.stream()).toList();
    }

    private Examples labelled(Examples examples, List<Labels.Column> columns) {
        Examples found = examples.from(origin);
        return columns.isEmpty() ? found : found.withLabels(Labels.of(columns));
    }

    private void label(
            Labelling labelling, List<Labels.Column> columns, List<Labels.Column> testColumns) {
        ArrayLabels trained = ArrayLabels.read(labelling.train(), train.examples());
        Optional<ArrayLabels> tested =
                test.map(StoredArray::examples)
                        .map(
                                size ->
                                        labelling
                                                .test()
                                                .map(array -> ArrayLabels.read(array, size))
                                                .orElseGet(() -> trained.unknown(size)));
        List<List<String>> values = trained.values(tested, labelling.areNumbers());
        columns.addAll(trained.named(labelling.names(), values, labelling.classes()));
        tested.map(found -> found.named(labelling.names(), values, labelling.classes()))
                .ifPresent(testColumns::addAll);
    }

    private DataException explained(DataException e) {
        String message = e.getMessage();
        String files = parts().stream().map(StoredArray::name).collect(Collectors.joining(", "));
        return message.startsWith(train.name()) ? e : new DataException(files + ": " + message, e);
    }

    private List<String> remarks(ValueDomain domain) {
        if (domain == ValueDomain.REAL && settings.domain() == null && !train.type().isInteger()) {
            return List.of(
                    "%s is read as real numbers, whose likelihood is %s unless a model names another"
                            .formatted(train.described(), domain.likelihood()));
        }
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
}
