// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.imputation.TableStatistics;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;

/**
 * The errors of predictions of hidden values of test examples.
 *
 * @param all of them
 */
record ImputationErrors(List<ImputationErrors.HiddenValue> all) {

    /**
     * A hidden value.
     *
     * @param example in the test examples
     * @param ofNumber whether it is a number, and not a category
     * @param error of a number, the square divided by the variance of the column; of a category 1
     *     if it is wrong, 0 otherwise
     */
    record HiddenValue(int example, boolean ofNumber, double error) {}

    /** Predicts the values of a batch. */
    @FunctionalInterface
    interface Predictor {

        /**
         * Returns predictions of all values.
         *
         * @param x the values of the examples, NaN if hidden or missing
         */
        double[] predict(Batch batch, double[] x, RandomKey key);
    }

    /** What a metric needs of the data to make a {@link Predictor}. */
    record Columns(List<Column> columns, TableStatistics statistics) {}

    /** The most training examples among which neighbours are looked for. */
    private static final int MOST_TRAINING = 5000;

    /**
     * Returns the errors of predictions.
     *
     * @param hidden the share of the observed values that is hidden
     * @param count of test examples
     */
    static ImputationErrors of(
            MetricContext subject,
            double hidden,
            int count,
            Function<Columns, Predictor> predictors) {
        Optional<Examples> training = subject.training();
        subject.undefinedIf(training.isEmpty(), "there are no training examples to compare with");
        List<Column> columns = columns(subject);
        subject.undefinedIf(columns.isEmpty(), "the kinds of the columns are not known");
        subject.undefinedIf(ImportanceImputation.obstacle(subject.model()));
        TableStatistics statistics =
                new TableStatistics(columns, training.get().first(MOST_TRAINING));
        Predictor predictor = predictors.apply(new Columns(columns, statistics));
        // The same for all models and seeds.
        RandomKey hiding = RandomKey.of(subject.subset().evaluationSeed()).split("hidden");
        List<HiddenValue> errors = new ArrayList<>();
        int[] rows = subject.subset().rows(count, subject.test().size());
        subject.forEachDecoded(
                subject.subset().of(subject.test(), count),
                (batch, first, size) -> {
                    RandomKey key = subject.key().fold(first).split("model");
                    double[] truth = batch.x().readDoubles();
                    double[] x = hidden(truth, size, hidden, hiding, first);
                    double[] predicted = predictor.predict(batch, x, key);
                    for (int i = 0; i < truth.length; i++) {
                        if (!Double.isNaN(x[i]) || Double.isNaN(truth[i])) {
                            continue;
                        }
                        Column column = columns.get(i % columns.size());
                        errors.add(
                                new HiddenValue(
                                        rows[first + i / columns.size()],
                                        !column.kind().hasCategories(),
                                        statistics.error(column, predicted[i], truth[i])));
                    }
                });
        return new ImputationErrors(errors);
    }

    /** Returns the columns of the data, or columns by the domain if they have no names. */
    private static List<Column> columns(MetricContext subject) {
        if (!subject.data().columns().isEmpty()) {
            return subject.data().columns();
        }
        ValueDomain domain = subject.test().domain();
        if (domain == ValueDomain.COLUMNS || domain == ValueDomain.TOKENS) {
            return List.of();
        }
        return IntStream.range(0, subject.test().width())
                .mapToObj(
                        d ->
                                domain == ValueDomain.BINARY
                                        ? new Column("x" + d, Column.Kind.BINARY, List.of("0", "1"))
                                        : Column.real("x" + d))
                .toList();
    }

    /** Hides values of each example, whatever examples are in the batch with it. */
    private static double[] hidden(
            double[] truth, int size, double share, RandomKey key, int first) {
        int width = truth.length / size;
        double[] x = truth.clone();
        for (int i = 0; i < size; i++) {
            double[] uniform = key.fold(first + i).uniform(width);
            for (int d = 0; d < width; d++) {
                x[i * width + d] = uniform[d] < share ? Double.NaN : x[i * width + d];
            }
        }
        return x;
    }
}
