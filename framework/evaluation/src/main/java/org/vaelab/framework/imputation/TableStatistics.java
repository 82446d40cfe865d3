// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;

/**
 * What simple methods predict for a missing value: the mean or the most frequent category of its
 * column, and those of the nearest training examples.
 *
 * <p>The distance of two examples is the mean over the columns that both have of {@code ((a - b) /
 * s)^2}, s the standard deviation, and of 2 where categories differ.
 */
@Internal
public final class TableStatistics {

    private final List<Column> columns;
    private final double[][] rows;
    private final double[] centre;
    private final double[] deviation;

    /**
     * Computes means, modes and standard deviations of observed values.
     *
     * @param columns one for each value
     */
    public TableStatistics(List<Column> columns, Examples training) {
        this.columns = List.copyOf(columns);
        this.rows = new double[training.size()][columns.size()];
        for (int i = 0; i < rows.length; i++) {
            training.read(i, rows[i], 0);
        }
        int[] all = IntStream.range(0, rows.length).toArray();
        this.centre = new double[columns.size()];
        Arrays.setAll(centre, d -> centre(d, all, 0));
        this.deviation = new double[columns.size()];
        Arrays.setAll(deviation, this::deviation);
    }

    private boolean isCategory(int d) {
        return columns.get(d).kind().hasCategories();
    }

    /** Returns the mean, or the mode, of the observed values of some examples. */
    private double centre(int d, int[] of, double otherwise) {
        double[] observed =
                Arrays.stream(of)
                        .mapToDouble(i -> rows[i][d])
                        .filter(value -> !Double.isNaN(value))
                        .toArray();
        if (observed.length == 0) {
            return otherwise;
        }
        if (!isCategory(d)) {
            return Arrays.stream(observed).average().orElseThrow();
        }
        int[] counts = new int[columns.get(d).categories().size()];
        for (double value : observed) {
            counts[(int) value]++;
        }
        return IntStream.range(0, counts.length)
                .boxed()
                .max(Comparator.comparingInt(k -> counts[k]))
                .orElseThrow();
    }

    private double deviation(int d) {
        double variance =
                Arrays.stream(rows)
                        .mapToDouble(row -> row[d])
                        .filter(value -> !Double.isNaN(value))
                        .map(value -> (value - centre[d]) * (value - centre[d]))
                        .average()
                        .orElse(0);
        return variance > 0 ? Math.sqrt(variance) : 1;
    }

    /** Returns the mean of each column of numbers and the mode of each of categories. */
    public double[] centre() {
        return centre.clone();
    }

    /**
     * Returns the error of a prediction: of a number the square divided by the variance of the
     * column, of a category 1 if it is wrong.
     */
    public double error(Column column, double predicted, double truth) {
        int d = columns.indexOf(column);
        return isCategory(d) ? (predicted == truth ? 0 : 1) : normalised(d, predicted, truth);
    }

    /** Returns the squared difference of two values of a column, divided by its variance. */
    private double normalised(int d, double a, double b) {
        double apart = (a - b) / deviation[d];
        return apart * apart;
    }

    /**
     * Returns examples with the means and modes of their nearest neighbours in the place of missing
     * values.
     *
     * @param x [B, D], NaN where a value is missing
     * @param neighbours how many
     */
    public double[] byNeighbours(double[] x, int neighbours) {
        int width = columns.size();
        return IntStream.range(0, x.length / width)
                .mapToObj(i -> Arrays.copyOfRange(x, i * width, (i + 1) * width))
                .flatMapToDouble(row -> Arrays.stream(ofNeighbours(row, neighbours)))
                .toArray();
    }

    private double[] ofNeighbours(double[] x, int neighbours) {
        double[] distances = new double[rows.length];
        Arrays.setAll(distances, i -> distance(x, rows[i]));
        int[] nearest =
                IntStream.range(0, rows.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> distances[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] filled = x.clone();
        for (int d = 0; d < x.length; d++) {
            if (Double.isNaN(x[d])) {
                int place = d;
                int[] having =
                        Arrays.stream(nearest)
                                .filter(i -> !Double.isNaN(rows[i][place]))
                                .limit(neighbours)
                                .toArray();
                filled[d] = centre(d, having, centre[d]);
            }
        }
        return filled;
    }

    private double distance(double[] a, double[] b) {
        double sum = 0;
        int shared = 0;
        for (int d = 0; d < a.length; d++) {
            if (!Double.isNaN(a[d]) && !Double.isNaN(b[d])) {
                sum += isCategory(d) ? (a[d] == b[d] ? 0 : 2) : normalised(d, a[d], b[d]);
                shared++;
            }
        }
        return shared == 0 ? Double.POSITIVE_INFINITY : sum / shared;
    }
}
