// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.ValueNames;

/**
 * The examples whose label is known, with their labels, which are classes. No metric of labels uses
 * the others.
 *
 * @param examples in their order
 * @param labels of these examples, at least two different values, none unknown
 */
record KnownLabels(Examples examples, Factor labels) {

    static final String LABEL = "label";

    /** Returns those of the test examples, which are found once. */
    static KnownLabels ofTest(MetricContext subject) {
        return subject.get(
                new Shared<>("representation.knownTest", context -> of(context.test(), "test")));
    }

    /**
     * Returns those of the training examples, which are found once.
     *
     * @throws UndefinedMetricException if there are no training examples
     */
    static KnownLabels ofTraining(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.knownTraining",
                        context -> of(FactoredCodes.trainingExamples(context), "training")));
    }

    /**
     * Returns those of some examples.
     *
     * @param part what the examples are, for messages
     * @throws UndefinedMetricException if there is no label column, its labels are real numbers, or
     *     fewer than two values are known
     */
    static KnownLabels of(Examples all, String part) {
        Factor labels = column(all);
        requireClasses(labels);
        requireTwo(labels, part);
        int[] known = labels.known();
        if (known.length == all.size()) {
            return new KnownLabels(all, labels);
        }
        Examples examples = all.select(known);
        return new KnownLabels(examples, column(examples));
    }

    static void requireClasses(Factor labels) {
        if (labels.isReal()) {
            throw new UndefinedMetricException(areReal(labels.name(), labels.valueNames()));
        }
    }

    private static String areReal(String name, List<String> values) {
        return "label '%s' has real numbers such as %s, and the metric needs classes: integers or texts"
                .formatted(
                        name,
                        values.stream()
                                .filter(value -> ValueNames.areReal(List.of(value)))
                                .findFirst()
                                .orElseThrow());
    }

    /** Returns why data of whatever model have no labels that are classes; empty if they have. */
    static Optional<String> obstacle(DataSummary data) {
        List<String> names = data.labels().stream().map(DataSummary.LabelColumn::name).toList();
        int place = place(names);
        if (place < 0) {
            return Optional.of(noColumn(names));
        }
        DataSummary.LabelColumn label = data.labels().get(place);
        return ValueNames.areReal(label.valueNames())
                ? Optional.of(areReal(label.name(), label.valueNames()))
                : Optional.empty();
    }

    /**
     * Returns the place of the column named {@value #LABEL}, or of the only one; -1 if there is
     * none.
     */
    private static int place(List<String> names) {
        return names.size() == 1 ? 0 : names.indexOf(LABEL);
    }

    private static String noColumn(List<String> names) {
        return names.isEmpty()
                ? "the data have no labels"
                : "of several label columns one must be named '%s'; there are %s"
                        .formatted(LABEL, String.join(", ", names));
    }

    static void requireTwo(Factor labels, String part) {
        int known = labels.knownValues();
        if (known < 2) {
            throw new UndefinedMetricException(
                    known == 0
                            ? "label '" + labels.name() + "' of no " + part + " example is known"
                            : "label '"
                                    + labels.name()
                                    + "' has one known value among the "
                                    + part
                                    + " examples, and at least two are needed");
        }
    }

    /**
     * Returns the label column that probes predict: the one that is named {@value #LABEL}, or the
     * only one. Labels may be unknown.
     *
     * @throws UndefinedMetricException if there is none
     */
    static Factor column(Examples examples) {
        List<Labels.Column> columns = examples.labels().map(Labels::columns).orElse(List.of());
        List<String> names = columns.stream().map(Labels.Column::name).toList();
        int place = place(names);
        if (place < 0) {
            throw new UndefinedMetricException(noColumn(names));
        }
        return Factor.of(columns.get(place));
    }

    /**
     * Returns the codes of the test examples with known labels at their locations, which are
     * inferred once.
     */
    static CodeMatrix testCodes(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.locations",
                        context ->
                                CodeMatrix.of(
                                        context,
                                        ofTest(context).examples(),
                                        CodeMatrix.Point.LOCATION)));
    }

    /** Returns the values of the test examples with known labels. */
    static CodeMatrix testValues(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.values",
                        context -> CodeMatrix.ofValues(ofTest(context).examples())));
    }

    /**
     * Draws examples, equally many of each value that occurs, or one more of the first values if
     * the count does not divide evenly. A smaller draw is part of every larger one with the same
     * key.
     *
     * @throws UndefinedMetricException if there are not enough of a value
     */
    static int[] balanced(Factor labels, int count, RandomKey key) {
        int[][] byValue = labels.examplesByValue();
        int[] present =
                IntStream.range(0, byValue.length)
                        .filter(value -> byValue[value].length > 0)
                        .toArray();
        int[] rows = new int[0];
        for (int place = 0; place < present.length; place++) {
            int[] all = byValue[present[place]];
            int wanted = count / present.length + (place < count % present.length ? 1 : 0);
            if (wanted > all.length) {
                throw new UndefinedMetricException(
                        ("%s labels are %s of each of %s values of '%s', and one has %s"
                                        + " training examples")
                                .formatted(
                                        count, wanted, present.length, labels.name(), all.length));
            }
            int[] order = key.fold(present[place]).permutation(all.length);
            int start = rows.length;
            rows = Arrays.copyOf(rows, start + wanted);
            for (int i = 0; i < wanted; i++) {
                rows[start + i] = all[order[i]];
            }
        }
        return rows;
    }
}
