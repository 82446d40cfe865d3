// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.special.LogDomain;

/**
 * What is kept of weighted draws of z for B data of D values: means under the weights, and draws of
 * missing values that a reservoir picks by the weights.
 */
final class WeightedDraws {

    private final double[] truth;
    private final boolean[] observed;
    private final int size;
    private final int width;

    /** log of the sum of the weights, and of their squares, of each datum. */
    private final double[] logWeights;

    private final double[] logSquares;
    private final double[] logPredictive;
    private final double[] means;

    /** Means of the probabilities of the places of each value that is a category, [D] of [B, C]. */
    private final double[][] places;

    private final List<double[]> draws = new ArrayList<>();
    private final boolean[] isFilled;

    /**
     * Begins without draws.
     *
     * @param truth [B, D]; NaN where it is not known
     * @param count of draws of missing values
     * @param categories of each value, of whose places probabilities are averaged; 0 of a number
     */
    WeightedDraws(
            double[] truth, boolean[] observed, int width, int count, IntUnaryOperator categories) {
        this.truth = truth;
        this.observed = observed;
        this.width = width;
        this.size = truth.length / width;
        this.logWeights = impossible(size);
        this.logSquares = impossible(size);
        this.logPredictive = impossible(truth.length);
        this.means = new double[truth.length];
        this.places = new double[width][];
        Arrays.setAll(places, d -> new double[size * categories.applyAsInt(d)]);
        this.isFilled = new boolean[size];
        for (int m = 0; m < count; m++) {
            draws.add(truth.clone());
        }
    }

    private static double[] impossible(int length) {
        double[] logs = new double[length];
        Arrays.fill(logs, Double.NEGATIVE_INFINITY);
        return logs;
    }

    /** Returns the number of draws of missing values. */
    int draws() {
        return draws.size();
    }

    /**
     * Returns the observed values, and others in the place of the rest.
     *
     * @param others [D] or [B, D]
     */
    double[] filled(double... others) {
        double[] all = truth.clone();
        Arrays.setAll(all, i -> observed[i] ? truth[i] : others[i % others.length]);
        return all;
    }

    /** Returns all values that are known, and others in the place of the rest. */
    double[] knownOr(double[] others) {
        double[] all = truth.clone();
        Arrays.setAll(all, i -> Double.isNaN(truth[i]) ? others[i] : truth[i]);
        return all;
    }

    /**
     * K draws of z for each datum, row by row.
     *
     * @param logWeights [K, B]
     * @param logs log p(x_d given z), [K, B, D]; NaN where it is not known
     * @param means of the values given z, [K, B, D]
     * @param places probabilities of the places of each value that is a category, [D] of [K, B, C]
     * @param drawn a draw of p(x given z), [K, B, D]; empty if no draws are kept
     * @param uniform for the choice of draws, [K, B, draws]
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Block(
            double[] logWeights,
            double[] logs,
            double[] means,
            double[][] places,
            double[] drawn,
            double[] uniform) {}

    void add(Block block) {
        for (int row = 0; row < block.logWeights.length; row++) {
            add(block, row, row % size);
            double square = 2 * block.logWeights[row];
            logSquares[row % size] = LogDomain.add(logSquares[row % size], square);
        }
    }

    /** Adds draws of which some share values. */
    void add(Block block, Completions all) {
        for (int row = 0; row < block.logWeights.length; row++) {
            add(block, row, row % size);
        }
        Arrays.setAll(logSquares, b -> LogDomain.add(logSquares[b], all.logSquares(b, observed)));
    }

    private void add(Block block, int row, int datum) {
        double weight = block.logWeights[row];
        logWeights[datum] = LogDomain.add(logWeights[datum], weight);
        boolean isFirst = !isFilled[datum];
        isFilled[datum] = true;
        double share =
                isFirst
                        ? 1
                        : weight == Double.NEGATIVE_INFINITY
                                ? 0
                                : Math.exp(weight - logWeights[datum]);
        for (int d = 0; d < width; d++) {
            int place = datum * width + d;
            int from = row * width + d;
            if (!observed[place]) {
                means[place] += share * (block.means[from] - means[place]);
                int categories = places[d].length / size;
                for (int k = 0; k < categories; k++) {
                    int own = datum * categories + k;
                    double given = block.places[d][row * categories + k];
                    places[d][own] += share * (given - places[d][own]);
                }
                logPredictive[place] =
                        LogDomain.add(logPredictive[place], weight + block.logs[from]);
            }
        }
        for (int m = 0; m < draws.size(); m++) {
            if (block.uniform[row * draws.size() + m] < share) {
                copyMissing(block.drawn, row * width, draws.get(m), datum * width);
            }
        }
    }

    /**
     * Returns log weights of draws whose densities are known by value.
     *
     * @param logRatio what is added to log p(x_obs given z), [K, B]; empty: all weights are equal
     * @param logs log p(x_d given z), [K, B, D]
     */
    double[] logWeights(double[] logRatio, double[] logs) {
        double[] weights = new double[logs.length / width];
        for (int row = 0; row < logRatio.length; row++) {
            double weight = logRatio[row];
            for (int d = 0; d < width; d++) {
                weight += observed[row % size * width + d] ? logs[row * width + d] : 0;
            }
            weights[row] = Double.isNaN(weight) ? Double.NEGATIVE_INFINITY : weight;
        }
        return weights;
    }

    private void copyMissing(double[] drawn, int from, double[] to, int own) {
        for (int d = 0; d < width; d++) {
            to[own + d] = observed[own + d] ? to[own + d] : drawn[from + d];
        }
    }

    /** Returns the observed values with the means of the others. */
    private double[] mean() {
        return filled(means);
    }

    /**
     * Returns the observed values with predictions of the others: means of numbers, the most
     * probable places of categories.
     */
    double[] prediction() {
        double[] best = mean();
        for (int i = 0; i < best.length; i++) {
            int categories = places[i % width].length / size;
            if (!observed[i] && categories > 0) {
                int from = i / width * categories;
                int most = 0;
                for (int k = 1; k < categories; k++) {
                    boolean isMore = places[i % width][from + k] > places[i % width][from + most];
                    most = isMore ? k : most;
                }
                best[i] = most;
            }
        }
        return best;
    }

    Imputed imputed() {
        double[] predictive = new double[size];
        double[] effective = new double[size];
        double[] none = new double[size];
        Arrays.fill(none, Double.NaN);
        for (int b = 0; b < size; b++) {
            effective[b] = Math.exp(2 * logWeights[b] - logSquares[b]);
            double sum = 0;
            int known = 0;
            for (int i = b * width; i < (b + 1) * width; i++) {
                if (!observed[i] && !Double.isNaN(truth[i])) {
                    sum += logPredictive[i] - logWeights[b];
                    known++;
                }
            }
            predictive[b] = sum / known;
        }
        return new Imputed(mean(), draws, predictive, none, effective);
    }
}
