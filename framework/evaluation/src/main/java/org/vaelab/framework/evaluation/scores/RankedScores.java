// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The separation of positive data from the others by a score, which should be higher for positive
 * data. Defined where there are both, and no score is NaN.
 */
@Internal
public final class RankedScores {

    private final double[] scores;
    private final boolean[] positive;
    private final int positives;
    private final int negatives;

    /** Takes one score for each datum. */
    public RankedScores(double[] scores, boolean[] positive) {
        this.scores = scores;
        this.positive = positive;
        this.positives = (int) IntStream.range(0, positive.length).filter(i -> positive[i]).count();
        this.negatives = scores.length - positives;
    }

    /**
     * Returns the area under the receiver operating characteristic (Mann and Whitney 1947). It is
     * the share of pairs of a positive i and a negative j in which i has the higher score:
     *
     * <pre>
     *   A = 1/(m n) sum_ij [ 1(s_i > s_j) + 1/2 1(s_i = s_j) ] = mean_i V_i = mean_j W_j
     *   Var A = Var(V) / m + Var(W) / n                              (DeLong et al. 1988)
     * </pre>
     *
     * <p>V_i is the share of negatives below the positive i, and W_j that of positives above the
     * negative j, by mid-ranks (Sun and Xu 2014). The error is NaN where one of the two kinds has
     * one datum.
     *
     * @param samples the number of latent samples behind a score
     */
    public Estimate areaUnderCurve(long samples) {
        int[] all = IntStream.range(0, scores.length).toArray();
        double[] among = midRanks(all);
        double[] own = midRanks(IntStream.of(all).filter(i -> positive[i]).toArray());
        double[] others = midRanks(IntStream.of(all).filter(i -> !positive[i]).toArray());
        double[] below =
                IntStream.of(all)
                        .filter(i -> positive[i])
                        .mapToDouble(i -> (among[i] - own[i]) / negatives)
                        .toArray();
        double[] above =
                IntStream.of(all)
                        .filter(j -> !positive[j])
                        .mapToDouble(j -> 1 - (among[j] - others[j]) / positives)
                        .toArray();
        double variance = variance(below) / positives + variance(above) / negatives;
        EstimateKind kind = EstimateKind.NOT_A_LIKELIHOOD;
        return new Estimate(mean(below), Math.sqrt(variance), "1", kind, samples);
    }

    /**
     * Returns, at the places of some data, their ranks from 1 on among them; equal ones share a
     * mean.
     */
    private double[] midRanks(int[] of) {
        int[] order = sorted(of);
        double[] ranks = new double[scores.length];
        int start = 0;
        while (start < order.length) {
            int end = endOfTie(order, start);
            for (int k = start; k < end; k++) {
                ranks[order[k]] = 0.5 * (start + 1 + end);
            }
            start = end;
        }
        return ranks;
    }

    private int[] sorted(int[] of) {
        return IntStream.of(of)
                .boxed()
                .sorted((i, j) -> Double.compare(scores[i], scores[j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int endOfTie(int[] order, int start) {
        int end = start + 1;
        while (end < order.length && scores[order[end]] == scores[order[start]]) {
            end++;
        }
        return end;
    }

    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    public static double variance(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return values.length > 1 ? squares / (values.length - 1) : Double.NaN;
    }

    /**
     * Returns the average precision, {@code sum_k (R_k - R_{k-1}) P_k}, a sum over thresholds from
     * the highest score down. R_k is the recall and P_k the precision of the data at or above the
     * threshold. Equal scores are one threshold, and nothing is interpolated.
     */
    double averagePrecision() {
        int[] rising = sorted(IntStream.range(0, scores.length).toArray());
        int[] order =
                IntStream.range(0, rising.length).map(k -> rising[rising.length - 1 - k]).toArray();
        double sum = 0;
        int found = 0;
        int start = 0;
        while (start < order.length) {
            int end = endOfTie(order, start);
            int before = found;
            for (int k = start; k < end; k++) {
                found += positive[order[k]] ? 1 : 0;
            }
            sum += (double) (found - before) / positives * found / end;
            start = end;
        }
        return sum;
    }
}
