// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import org.vaelab.experiments.audit.Check.Doubt;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.UnscaledValues;
import org.vaelab.framework.data.ValueDomain;

/** Checks the data, and whether the likelihood of a model suits them. */
final class DataChecks {

    private static final int ROWS_OF_MOMENTS = 2000;
    private static final double LEAST_SHIFT = 0.5;
    private static final double STANDARD_ERRORS = 6;
    private static final int ROWS_OF_DOMAIN = 500;

    private DataChecks() {}

    /**
     * Test data that differ from the training data: the mean of some value differs by more than
     * half a standard deviation plus six standard errors. Typical causes are other units, another
     * order of columns, or a file that was sorted before it was split.
     */
    static List<Doubt> shiftedTestData(AuditedModel model) {
        if (model.data().dataset().leftOut().isPresent()) {
            // Left-out labels make them differ on purpose.
            return List.of();
        }
        Moments train = Moments.of(model.data().dataset().train());
        Moments test = Moments.of(model.data().dataset().test());
        double allowed =
                LEAST_SHIFT + STANDARD_ERRORS * Math.sqrt(1.0 / train.rows + 1.0 / test.rows);
        int worst = 0;
        double largest = 0;
        for (int j = 0; j < train.sums.length; j++) {
            double shift = train.shift(test, j);
            if (shift > largest) {
                largest = shift;
                worst = j;
            }
        }
        return Doubt.when(
                largest > allowed,
                Check.text(
                        "training and test data differ: value %d of an example has mean %.4g in the"
                                + " one and %.4g in the other, %.1f standard deviations apart",
                        worst + 1,
                        train.sums[worst] / train.rows,
                        test.sums[worst] / test.rows,
                        largest),
                "see that both are in the same units and the same order of columns, and drawn from"
                        + " the same population");
    }

    /** Sums and sums of squares of evenly spaced rows. */
    private static final class Moments {
        private final double[] sums;
        private final double[] squares;

        private int rows;

        private Moments(int width) {
            sums = new double[width];
            squares = new double[width];
        }

        static Moments of(Examples examples) {
            Moments moments = new Moments(examples.width());
            float[] row = new float[examples.width()];
            int stride = Math.max(1, examples.size() / ROWS_OF_MOMENTS);
            for (int i = 0; i < examples.size(); i += stride) {
                examples.read(i, row, 0);
                for (int j = 0; j < row.length; j++) {
                    moments.sums[j] += row[j];
                    moments.squares[j] += (double) row[j] * row[j];
                }
                moments.rows++;
            }
            return moments;
        }

        /** The distance of two means in standard deviations of all rows, at most about 2. */
        double shift(Moments other, int j) {
            double n = rows + other.rows;
            double mean = (sums[j] + other.sums[j]) / n;
            double variance = (squares[j] + other.squares[j]) / n - mean * mean;
            double difference = Math.abs(sums[j] / rows - other.sums[j] / other.rows);
            return difference == 0 || !(variance > 0) ? 0 : difference / Math.sqrt(variance);
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
     * Data declared as real numbers that are zeros and ones, or grey levels. A density of them
     * grows without bound. Only evenly spaced training examples are read.
     */
    static List<Doubt> discreteData(AuditedModel model) {
        if (model.domain().isDiscrete() || model.data().dataset().domain().isDiscrete()) {
            return List.of();
        }
        Examples train = model.data().dataset().train();
        boolean binary = allIn(ValueDomain.BINARY, train);
        return Doubt.when(
                binary || allIn(ValueDomain.GREY_LEVELS, train),
                Check.text(
                        "all values are %s, and the likelihood is a density of the %s data that"
                                + " they are declared to be: it grows without end",
                        binary ? "0 or 1" : "grey levels k/255", model.domain().label()),
                Check.text(
                        "declare them as they are (of a CSV file data.domain: %s), with a"
                                + " likelihood for such data",
                        binary ? "binary" : "grey"));
    }

    private static boolean allIn(ValueDomain domain, Examples examples) {
        float[] row = new float[examples.width()];
        int stride = Math.max(1, examples.size() / ROWS_OF_DOMAIN);
        for (int i = 0; i < examples.size(); i += stride) {
            examples.read(i, row, 0);
            for (float value : row) {
                if (!domain.contains(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Real values on a scale that training does not expect ({@link UnscaledValues}). */
    static List<Doubt> unscaledData(AuditedModel model) {
        return UnscaledValues.in(model.data()).stream()
                .map(
                        values ->
                                new Doubt(
                                        "the training data are not scaled: "
                                                + values
                                                + "; initial values and learning rates are those"
                                                + " for values of about 1",
                                        "set data.standardize: true; outputs and log p(x) stay in"
                                                + " the units of the data"))
                .toList();
    }
}
