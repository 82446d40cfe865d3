// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.experiments.plan.Check.Doubt;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.UnscaledValues;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.settings.YamlScalar;

/** Checks the data, and whether the likelihood of a model suits them. */
final class DataChecks {

    private static final int ROWS_OF_MOMENTS = 2000;
    private static final double LEAST_SHIFT = 0.5;
    private static final double STANDARD_ERRORS = 6;
    private static final int ROWS_OF_DOMAIN = 500;

    /**
     * A column of whole numbers with no more values than this is counted or ordered, not measured.
     */
    private static final int FEW_VALUES = 20;

    /** How often each of them is found at least, on average. */
    private static final int LEAST_REPEATED = 5;

    private static final int LEAST_VALIDATION = 5;

    private DataChecks() {}

    /**
     * Test data that differ from the training data: the mean of some value differs by more than
     * half a standard deviation plus six standard errors. Typical causes are other units, another
     * order of columns, or a file that was sorted before it was split.
     */
    static List<Doubt> shiftedTestData(AuditedModel model) {
        if (model.data().dataset().leftOut().isPresent() || hasPart(model, ValueSplit.SCALE)) {
            // Left-out labels make them differ on purpose, and windows have levels of their own.
            return List.of();
        }
        Moments train = Moments.of(model.data().dataset().train());
        Moments test = Moments.of(model.data().dataset().test());
        int worst = 0;
        double largest = 0;
        for (int j = 0; j < train.sums.length; j++) {
            double shift = train.shift(test, j);
            if (shift > Math.max(largest, train.allowed(test, j))) {
                largest = shift;
                worst = j;
            }
        }
        return Doubt.when(
                largest > 0,
                Check.text(
                        "training and test data differ: %s has mean %.4g in the"
                                + " one and %.4g in the other, %.1f standard deviations apart",
                        nameOf(worst, model.data().dataset()),
                        train.sums[worst] / train.found[worst],
                        test.sums[worst] / test.found[worst],
                        largest),
                "see that both are in the same units and the same order of columns, and drawn from"
                        + " the same population");
    }

    /**
     * A model that starts from a run whose data were standardised by other statistics: the mean of
     * some value differs by more than a tenth of a standard deviation, or the standard deviation by
     * more than a tenth. Its weights then see shifted values.
     */
    static List<Doubt> startStatistics(AuditedModel model) {
        Optional<String> shift =
                model.run()
                        .start()
                        .filter(start -> StartRun.obstacle(start.run()).isEmpty())
                        .flatMap(start -> StartRun.open(start).shift(model.data()));
        return Doubt.when(
                shift.isPresent(),
                "the run that it starts from has standardised its data by other statistics: "
                        + shift.orElse(""),
                "start from a run on data of the same scale, or leave data.standardize out of both");
    }

    private static String nameOf(int value, Dataset data) {
        List<String> names = data.train().split().isEmpty() ? data.valueNames() : List.of();
        return names.isEmpty()
                ? "value " + value + " of an example"
                : "column '" + names.get(value) + "'";
    }

    /** Sums and sums of squares of the values of evenly spaced rows that are not missing. */
    private static final class Moments {
        private final double[] sums;
        private final double[] squares;
        private final int[] found;

        private Moments(int width) {
            sums = new double[width];
            squares = new double[width];
            found = new int[width];
        }

        static Moments of(Examples examples) {
            Moments moments = new Moments(examples.width());
            float[] row = new float[examples.width()];
            int stride = Math.max(1, examples.size() / ROWS_OF_MOMENTS);
            for (int i = 0; i < examples.size(); i += stride) {
                examples.read(i, row, 0);
                for (int j = 0; j < row.length; j++) {
                    if (!Float.isNaN(row[j])) {
                        moments.sums[j] += row[j];
                        moments.squares[j] += (double) row[j] * row[j];
                        moments.found[j]++;
                    }
                }
            }
            return moments;
        }

        /** The distance of two means in standard deviations of all rows, at most about 2. */
        double shift(Moments other, int j) {
            double n = found[j] + other.found[j];
            double mean = (sums[j] + other.sums[j]) / n;
            double variance = (squares[j] + other.squares[j]) / n - mean * mean;
            double difference = Math.abs(sums[j] / found[j] - other.sums[j] / other.found[j]);
            return !(difference > 0) || !(variance > 0) ? 0 : difference / Math.sqrt(variance);
        }

        /** The distance that chance explains, in standard deviations. */
        double allowed(Moments other, int j) {
            return LEAST_SHIFT + STANDARD_ERRORS * Math.sqrt(1.0 / found[j] + 1.0 / other.found[j]);
        }
    }

    /** A density of grey levels, which repeat exactly, so it can grow without bound. */
    static List<Doubt> densityOfLevels(AuditedModel model) {
        return Doubt.when(
                !model.probability() && model.domain() == ValueDomain.GREY_LEVELS,
                "log p(x) is a density at 256 grey levels, as they are: it grows without end where"
                        + " pixels repeat exactly, does not compare with published figures in bits,"
                        + " and the scale of its likelihood may shrink to nothing",
                "take a likelihood of the levels, such as discretized-logistic, spread them over"
                        + " their bins (data.dequantize: uniform), or binarise (data.binarize)");
    }

    /**
     * Columns of whole numbers with few values, and data declared as real numbers that are zeros
     * and ones, or grey levels. A density of them grows without bound. Only evenly spaced training
     * examples are read.
     */
    static List<Doubt> discreteData(AuditedModel model) {
        ValueDomain loaded = model.data().dataset().domain();
        if (model.domain().isDiscrete() || loaded.isDiscrete()) {
            return List.of();
        }
        Examples train = model.data().dataset().train();
        boolean mayBeAlike = loaded != ValueDomain.COLUMNS;
        boolean binary = mayBeAlike && allIn(ValueDomain.BINARY, train);
        if (binary || (mayBeAlike && allIn(ValueDomain.GREY_LEVELS, train))) {
            return List.of(
                    new Doubt(
                            Check.text(
                                    "all values are %s, and the likelihood is a density of the %s data"
                                            + " that they are declared to be: it grows without end",
                                    binary ? "0 or 1" : "grey levels k/255",
                                    model.domain().label()),
                            Check.text(
                                    "declare them as they are (of a table data.domain: %s), with a"
                                            + " likelihood for such data",
                                    binary ? "binary" : "grey")));
        }
        List<String> columns = discreteColumns(model);
        return Doubt.when(
                !columns.isEmpty(),
                Check.text(
                        "the likelihood is a density of whole numbers with few values (%s): it grows"
                                + " without end as its scale shrinks, and does not compare with a"
                                + " probability",
                        String.join(", ", columns)),
                "declare such columns as what they are, such as data.columns: {%s: count} (ordinal, if they are dates or some are negative), with likelihood: columns"
                        .formatted(columns.isEmpty() ? "" : YamlScalar.written(columns.get(0))));
    }

    /** Returns the columns with a density whose values are whole numbers, few, and repeat. */
    private static List<String> discreteColumns(AuditedModel model) {
        Map<String, String> measures = model.measures();
        List<String> names = List.copyOf(measures.keySet());
        if (names.isEmpty()) {
            return List.of();
        }
        Examples train = model.data().dataset().train();
        int stride = Math.max(1, train.size() / ROWS_OF_DOMAIN);
        float[][] rows = new float[(train.size() - 1) / stride + 1][train.width()];
        for (int i = 0; i < rows.length; i++) {
            train.read(i * stride, rows[i], 0);
        }
        return IntStream.range(0, names.size())
                .filter(d -> !DataMeasure.COUNTING.equals(measures.get(names.get(d))))
                .filter(d -> areFewWholeNumbers(Arrays.stream(rows).map(row -> row[d]).toList()))
                .mapToObj(names::get)
                .toList();
    }

    private static boolean areFewWholeNumbers(List<Float> cells) {
        List<Float> found = cells.stream().filter(v -> !Float.isNaN(v)).toList();
        List<Float> values = found.stream().distinct().toList();
        return values.size() > 1
                && values.size() <= Math.min(FEW_VALUES, found.size() / LEAST_REPEATED)
                && values.stream().allMatch(v -> v == Math.rint(v));
    }

    private static boolean allIn(ValueDomain domain, Examples examples) {
        float[] row = new float[examples.width()];
        int stride = Math.max(1, examples.size() / ROWS_OF_DOMAIN);
        for (int i = 0; i < examples.size(); i += stride) {
            examples.read(i, row, 0);
            for (float value : row) {
                if (!Float.isNaN(value) && !domain.contains(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Columns of a table with one value in all training rows. */
    static List<Doubt> constantColumns(AuditedModel model) {
        List<String> constants = model.data().constants();
        return constants.isEmpty()
                ? List.of()
                : List.of(
                        new Doubt(
                                String.join(", ", constants)
                                        + ": one value in all training rows, from which a model learns"
                                        + " nothing; a density of real numbers grows without end there",
                                "leave such columns out, of a table by data.constant: drop"));
    }

    /** Real values on a scale that training does not expect ({@link UnscaledValues}). */
    static List<Doubt> unscaledData(AuditedModel model) {
        if (hasPart(model, ValueSplit.SCALE)) {
            return List.of();
        }
        return UnscaledValues.in(model.data()).stream()
                .map(
                        values ->
                                new Doubt(
                                        "the training data are not scaled: "
                                                + values
                                                + "; initial values and learning rates are those"
                                                + " for values of about 1",
                                        "set data.standardize: true; outputs and log p(x) stay in the"
                                                + " units of the data"))
                .toList();
    }

    private static boolean hasPart(AuditedModel model, String name) {
        return model.data().split().flatMap(all -> all.find(name)).isPresent();
    }

    /**
     * Fewer validation examples than anything can be chosen by: a fraction that was given as a
     * number.
     */
    static List<Doubt> fewValidationExamples(AuditedModel model) {
        int size = model.data().validation().map(Examples::size).orElse(LEAST_VALIDATION);
        return Doubt.when(
                size < LEAST_VALIDATION,
                size + " validation examples are too few to choose by",
                "data.validation takes a number of examples, or a fraction such as 0.1");
    }
}
