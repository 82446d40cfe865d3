// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import org.hipparchus.stat.StatUtils;
import org.vaelab.framework.Internal;

/**
 * Scores of one method in runs (seeds) and tasks (data sets), and their aggregates (Agarwal et al.
 * 2021, section 4). Scores of all tasks must have a common scale.
 */
@Internal
public final class ScoreMatrix {

    /** Of fewer scores, an interquartile mean cuts none. */
    public static final int FEWEST = 4;

    private final double[][] scores;
    private final double[] sorted;

    /**
     * Creates a matrix.
     *
     * @param scores [run][task], at least one of each
     * @throws IllegalArgumentException if there are none, or the rows differ in length
     */
    public ScoreMatrix(double[][] scores) {
        if (scores.length == 0 || scores[0].length == 0) {
            throw new IllegalArgumentException("needs runs of the same tasks, at least one");
        }
        int tasks = scores[0].length;
        this.scores = new double[scores.length][];
        this.sorted = new double[scores.length * tasks];
        for (int r = 0; r < scores.length; r++) {
            if (scores[r].length != tasks) {
                throw new IllegalArgumentException("needs runs of the same tasks, at least one");
            }
            this.scores[r] = scores[r].clone();
            System.arraycopy(scores[r], 0, sorted, r * tasks, tasks);
        }
        Arrays.sort(sorted);
    }

    public double mean() {
        return StatUtils.mean(sorted);
    }

    /** Returns the mean over runs of each task. */
    public double[] taskMeans() {
        return SeedsByData.means(scores);
    }

    /** Returns the median of the task means. */
    public double median() {
        double[] means = taskMeans();
        Arrays.sort(means);
        int n = means.length;
        return (means[(n - 1) / 2] + means[n / 2]) / 2;
    }

    /**
     * Returns the interquartile mean of all n scores: the mean without the floor(n/4) smallest and
     * the floor(n/4) largest.
     */
    public double interquartileMean() {
        int cut = sorted.length / 4;
        return StatUtils.mean(sorted, cut, sorted.length - 2 * cut);
    }

    /** Returns gamma minus the mean of the scores, each cut at gamma. */
    public double optimalityGap(double gamma) {
        return gamma - Arrays.stream(sorted).map(s -> Math.min(s, gamma)).average().orElseThrow();
    }

    /** Returns the performance profile at tau: the share of all scores above it. */
    public double profile(double tau) {
        return Arrays.stream(sorted).filter(s -> s > tau).count() / (double) sorted.length;
    }

    /**
     * Returns the probability of improvement in each task: the share of pairs of runs in which x is
     * above y. Ties count half.
     *
     * @param x [run][task]
     * @param y [run][task], the same tasks
     */
    public static double[] improvements(double[][] x, double[][] y) {
        double[] shares = new double[x[0].length];
        for (double[] one : x) {
            for (double[] other : y) {
                for (int t = 0; t < shares.length; t++) {
                    double win = one[t] > other[t] ? 1 : one[t] == other[t] ? 0.5 : 0;
                    shares[t] += win;
                }
            }
        }
        return Arrays.stream(shares).map(sum -> sum / x.length / y.length).toArray();
    }
}
