// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.ImputationSettings;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.imputation.TableStatistics;
import org.vaelab.framework.random.RandomKey;

/**
 * The errors of predictions of hidden values of test examples.
 *
 * @param all of them
 */
@Internal
public record ImputationErrors(List<ImputationErrors.HiddenValue> all) {

    /**
     * A hidden value.
     *
     * @param method that predicts it
     * @param example in the test examples
     * @param ofNumber whether it is a number, and not a category
     * @param error of a number, the square divided by the variance of the column; of a category 1
     *     if it is wrong, 0 otherwise
     */
    record HiddenValue(Method method, int example, boolean ofNumber, double error) {}

    /** What predicts. */
    public enum Method {
        MODEL,
        /** The mean, or the most frequent category, of the column in training data. */
        MEAN,
        /** The mean, or the most frequent category, of the nearest training examples. */
        NEIGHBOURS;

        /** Returns the end of the names of metrics. */
        public String suffix() {
            return this == MODEL ? "" : "." + name().toLowerCase(Locale.ROOT);
        }
    }

    /** The most training examples among which neighbours are looked for. */
    private static final int MOST_TRAINING = 5000;

    static ImputationErrors of(MetricContext subject) {
        Optional<Examples> training = subject.training();
        subject.undefinedIf(training.isEmpty(), "there are no training examples to compare with");
        List<Column> columns = columns(subject);
        subject.undefinedIf(columns.isEmpty(), "the kinds of the columns are not known");
        ImputationSettings settings =
                Optional.ofNullable(subject.settings().imputation())
                        .orElseGet(ImputationSettings::defaults);
        subject.undefinedIf(ImportanceImputation.obstacle(subject.model()));
        TableStatistics statistics =
                new TableStatistics(columns, training.get().first(MOST_TRAINING));
        double[] start = statistics.centre();
        ImportanceImputation model =
                new ImportanceImputation(
                        subject.model(), settings.draws(), subject.data().hasMissing(), start);
        // The same for all models and seeds.
        RandomKey hiding = RandomKey.of(subject.subset().evaluationSeed()).split("hidden");
        List<HiddenValue> errors = new ArrayList<>();
        int[] rows = subject.subset().rows(settings.examples(), subject.test().size());
        subject.forEachDecoded(
                subject.subset().of(subject.test(), settings.examples()),
                (batch, first, size) -> {
                    RandomKey key = subject.key().fold(first).split("model");
                    double[] truth = batch.x().readDoubles();
                    double[] x = hidden(truth, size, settings.hidden(), hiding, first);
                    Map<Method, double[]> predicted = new EnumMap<>(Method.class);
                    predicted.put(Method.MODEL, model.predictions(batch, known(x), columns, key));
                    double[] means = x.clone();
                    Arrays.setAll(means, i -> start[i % start.length]);
                    predicted.put(Method.MEAN, means);
                    predicted.put(
                            Method.NEIGHBOURS, statistics.byNeighbours(x, settings.neighbours()));
                    for (int i = 0; i < truth.length; i++) {
                        if (!Double.isNaN(x[i]) || Double.isNaN(truth[i])) {
                            continue;
                        }
                        int example = rows[first + i / start.length];
                        Column column = columns.get(i % columns.size());
                        for (Method method : Method.values()) {
                            double value = predicted.get(method)[i];
                            double error = statistics.error(column, value, truth[i]);
                            boolean ofNumber = !column.kind().hasCategories();
                            errors.add(new HiddenValue(method, example, ofNumber, error));
                        }
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

    private static boolean[] known(double[] x) {
        boolean[] known = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            known[i] = !Double.isNaN(x[i]);
        }
        return known;
    }
}
