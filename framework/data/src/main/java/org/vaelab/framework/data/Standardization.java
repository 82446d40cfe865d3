// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The change of variables {@code y_d = (x_d - m_d) / s_d}, between the values x of data and the
 * values y that a model computes with. A density changes by the Jacobian:
 *
 * <pre>
 *   log p(x) = log p(y) - sum_d log s_d
 * </pre>
 *
 * @param mean m
 * @param deviation s, each finite and above 0
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content.
public record Standardization(double[] mean, double[] deviation) {

    private static final String REMEDY =
            "correct it, or of a table say that it is missing, such as data.missing: [\"1e300\"]";

    /**
     * Checks the numbers.
     *
     * @throws DataException if one is not finite, or a deviation is not above 0
     */
    public Standardization {
        if (mean.length != deviation.length) {
            throw new DataException(mean.length + " means and " + deviation.length + " deviations");
        }
        for (int j = 0; j < mean.length; j++) {
            if (!Double.isFinite(mean[j])
                    || !(deviation[j] > 0 && deviation[j] < Double.POSITIVE_INFINITY)) {
                throw DataException.of(
                        "value %s of an example has mean %s and standard deviation %s, and"
                                + " cannot be standardised",
                        j, mean[j], deviation[j]);
            }
        }
    }

    /**
     * Returns the change that gives each value of some examples mean 0 and standard deviation 1. A
     * value that is the same in all of them keeps the scale 1.
     */
    public static Standardization of(Examples examples) {
        return of(ValueMoments.of(examples));
    }

    /**
     * Returns the change for a data set. Of columns of several kinds, others than numbers stay. A
     * variable of a series has one mean and one deviation at all steps, so that its course over
     * time stays. What is given with its steps stays too.
     */
    static Standardization of(ValueMoments ofPlaces, Dataset dataset) {
        Form form = dataset.facts().form();
        int width = ofPlaces.mean().length;
        int period = form.period(width);
        ValueMoments moments =
                period == width
                        ? ofPlaces
                        : ofPlaces.overSteps(
                                period,
                                dataset.train()
                                        .split()
                                        .map(of -> of.places().length)
                                        .orElse(width));
        for (int d = 0; d < moments.deviation().length; d++) {
            if (moments.isTooNarrow(d)) {
                throw DataException.of(
                        "standardize: values such as %s differ by less than %.3g, and their variance is below double"
                                + " precision\nmultiply them, or set data.standardize: false",
                        dataset.facts().place(dataset.train(), 0, d), ValueMoments.LEAST);
            }
            if (!Double.isFinite(moments.deviation()[d])) {
                throw DataException.of(
                        "standardize: %s is the value furthest from 0, and too far from the others:"
                                + " their variance exceeds double precision\n%s",
                        dataset.facts().place(dataset.train(), furthest(dataset.train(), d), d),
                        REMEDY);
            }
        }
        Standardization all = of(moments);
        for (int d = 0; d < width; d++) {
            if (!form.isScaled(dataset.domain(), d)) {
                all.mean[d] = 0;
                all.deviation[d] = 1;
            }
        }
        return all;
    }

    /** Returns the example whose value d is furthest from 0. */
    private static int furthest(Examples examples, int d) {
        double[] row = new double[examples.whole().width()];
        int furthest = 0;
        double largest = 0;
        for (int i = 0; i < examples.size(); i++) {
            examples.whole().read(i, row, 0);
            if (Math.abs(row[d]) > largest) {
                largest = Math.abs(row[d]);
                furthest = i;
            }
        }
        return furthest;
    }

    static Standardization of(ValueMoments moments) {
        return new Standardization(
                moments.mean(),
                Arrays.stream(moments.deviation()).map(s -> s == 0 ? 1 : s).toArray());
    }

    public int width() {
        return mean.length;
    }

    /**
     * Checks values before they are standardised.
     *
     * @throws DataException if a result is not finite in single precision
     */
    void requireFinite(Examples examples, DataFacts facts) {
        double[] row = new double[width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!Double.isNaN(row[j]) && !Float.isFinite((float) apply(j, row[j]))) {
                    throw DataException.of(
                            "standardize: %s: %s is %.3g standard deviations from the mean %.4g of"
                                    + " the training data, and single precision (float32) ends at"
                                    + " %.3g\n%s",
                            facts.place(examples, i, j),
                            row[j],
                            Math.abs(apply(j, row[j])),
                            mean[j],
                            Float.MAX_VALUE,
                            REMEDY);
                }
            }
        }
    }

    /** Returns y_d of x_d. */
    public double apply(int d, double x) {
        return (x - mean[d]) / deviation[d];
    }

    /**
     * Returns x_d of y_d, rounded to a decimal place that is about as wide as the spacing of y_d in
     * single precision: further digits are not known. So a number with few digits comes back as it
     * was.
     */
    public double restore(int d, float y) {
        double x = mean[d] + deviation[d] * y;
        double spacing = Math.max(deviation[d] * Math.ulp(y), Math.ulp(x));
        if (!Double.isFinite(x) || spacing == 0) {
            return x;
        }
        int places = -(int) Math.ceil(Math.log10(spacing));
        return new BigDecimal(x).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** Returns log s_d. */
    public double[] logDeviation() {
        return Arrays.stream(deviation).map(Math::log).toArray();
    }

    /** Returns this change of some of the values, in an order. */
    public Standardization at(int... places) {
        return new Standardization(
                Arrays.stream(places).mapToDouble(d -> mean[d]).toArray(),
                Arrays.stream(places).mapToDouble(d -> deviation[d]).toArray());
    }

    /** Returns this change of what is modelled of a datum. */
    public Standardization ofModelled(Optional<ValueSplit> split) {
        return split.map(parts -> at(parts.places())).orElse(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Standardization that
                && Arrays.equals(mean, that.mean)
                && Arrays.equals(deviation, that.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return List.of(Arrays.toString(mean), Arrays.toString(deviation)).toString();
    }
}
