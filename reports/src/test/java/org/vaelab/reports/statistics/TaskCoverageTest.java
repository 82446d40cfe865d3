// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Simulates the coverage of the intervals and the error rates of the tests over several data sets,
 * and prints the tables of {@code RESULTS.md}. Each number comes from 2,000 comparisons.
 */
@Tag("exhaustive")
class TaskCoverageTest {

    private static final int COMPARISONS = 2000;
    private static final int RESAMPLES = 400;
    private static final int DRAWS = 2000;
    private static final int[] SEEDS = {2, 3, 5, 10};
    private static final int[] TASKS = {3, 5, 10};
    private static final double CONFIDENCE = 0.95;
    private static final double LEVEL = 0.05;
    private static final int METHODS = 4;
    private static final int QUANTILES = 200;

    /** Each cell of a table has its own, and is computed on one thread. */
    private final ThreadLocal<SplittableRandom> randoms =
            ThreadLocal.withInitial(() -> new SplittableRandom(25));

    private interface Cell {
        double of(int tasks, int seeds);
    }

    private static double share(BooleanSupplier holds) {
        int count = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            count += holds.getAsBoolean() ? 1 : 0;
        }
        return count / (double) COMPARISONS;
    }

    private void row(String name, double least, double most, Cell cell) {
        int columns = TASKS.length * SEEDS.length;
        List<String> cells =
                IntStream.range(0, columns)
                        .parallel()
                        .mapToObj(
                                i ->
                                        cell(
                                                name,
                                                TASKS[i / SEEDS.length],
                                                SEEDS[i % SEEDS.length],
                                                cell))
                        .map(
                                share -> {
                                    assertThat(share).as(name).isBetween(least, most);
                                    return String.format(Locale.ROOT, "%.3f", share);
                                })
                        .toList();
        System.out.println("| " + name + " | " + String.join(" | ", cells) + " |");
    }

    private double cell(String name, int tasks, int seeds, Cell cell) {
        randoms.set(new SplittableRandom(31L * name.hashCode() + 100L * tasks + seeds));
        return cell.of(tasks, seeds);
    }

    @Test
    void aggregatesOnAFixedScaleCover() {
        for (double spread : new double[] {0.02, 0.1, 0.5}) {
            row("IQM, seeds vary by " + spread, 0.92, 1, (t, s) -> iqm(t, s, spread));
        }
        row("mean, seeds vary by 0.1", 0.92, 1, this::mean);
    }

    @Test
    void profilesCover() {
        for (double spread : new double[] {0.1, 0.5}) {
            String name = "profile at 0.5, seeds vary by " + spread;
            row(name, 0.92, 1, (t, s) -> profile(t, s, spread, false));
        }
        String name = "profile at 0.5, seeds vary by 0.1, by bootstrap";
        row(name, 0.28, 0.92, (t, s) -> profile(t, s, 0.1, true));
    }

    private double profile(int tasks, int seeds, double spread, boolean byBootstrap) {
        NormalDistribution normal = new NormalDistribution();
        return share(
                () -> {
                    double[] means = new double[tasks];
                    Arrays.setAll(means, t -> randoms.get().nextDouble());
                    double truth =
                            Arrays.stream(means)
                                    .map(m -> normal.cumulativeProbability((m - 0.5) / spread))
                                    .average()
                                    .orElseThrow();
                    double[][] scores = draw(seeds, means, spread);
                    if (byBootstrap) {
                        return isInside(scores, matrix -> matrix.profile(0.5), truth);
                    }
                    double share = new ScoreMatrix(scores).profile(0.5);
                    ShareInterval interval = ShareInterval.of(share, tasks * seeds, CONFIDENCE);
                    return interval.low() <= truth && truth <= interval.high();
                });
    }

    private double iqm(int tasks, int seeds, double spread) {
        return share(() -> covers(tasks, seeds, spread, IQM));
    }

    private double mean(int tasks, int seeds) {
        return share(() -> covers(tasks, seeds, 0.1, ScoreMatrix::mean));
    }

    private boolean covers(
            int tasks, int seeds, double spread, ToDoubleFunction<ScoreMatrix> aggregate) {
        double[] means = new double[tasks];
        Arrays.setAll(means, t -> randoms.get().nextDouble());
        return isInside(
                draw(seeds, means, spread),
                aggregate,
                truth(quantiles(means, spread), aggregate, tasks * seeds));
    }

    private static boolean isInside(
            double[][] scores, ToDoubleFunction<ScoreMatrix> aggregate, double truth) {
        BootstrapInterval interval =
                BootstrapInterval.of(scores, List.of(aggregate), CONFIDENCE, RESAMPLES).get(0);
        return interval.low() <= truth && truth <= interval.high();
    }

    private double[][] draw(int seeds, double[] means, double spread) {
        double[][] scores = new double[seeds][];
        Arrays.setAll(
                scores,
                s ->
                        Arrays.stream(means)
                                .map(m -> m + spread * randoms.get().nextGaussian())
                                .toArray());
        return scores;
    }

    /** The population: so many quantiles of each task. */
    private static double[][] quantiles(double[] means, double spread) {
        double[][] scores = new double[QUANTILES][];
        for (int i = 0; i < QUANTILES; i++) {
            double z = NORMAL_QUANTILES[i];
            scores[i] = Arrays.stream(means).map(m -> m + spread * z).toArray();
        }
        return scores;
    }

    /** Returns the aggregate of the population; the IQM cuts the same share as from n scores. */
    private static double truth(
            double[][] population, ToDoubleFunction<ScoreMatrix> aggregate, int n) {
        if (aggregate != IQM) {
            return aggregate.applyAsDouble(new ScoreMatrix(population));
        }
        double[] sorted =
                Arrays.stream(population).flatMapToDouble(Arrays::stream).sorted().toArray();
        int cutOfSample = n / 4;
        int cut = (int) Math.round((double) cutOfSample / n * sorted.length);
        return Arrays.stream(sorted, cut, sorted.length - cut).average().orElseThrow();
    }

    private static final ToDoubleFunction<ScoreMatrix> IQM = ScoreMatrix::interquartileMean;

    private static final double[] NORMAL_QUANTILES = normalQuantiles();

    private static double[] normalQuantiles() {
        double[] quantiles = new double[QUANTILES];
        NormalDistribution normal = new NormalDistribution();
        Arrays.setAll(quantiles, i -> normal.inverseCumulativeProbability((i + 0.5) / QUANTILES));
        return quantiles;
    }

    @Test
    void normalisedAggregatesCover() {
        row("normalised IQM, methods differ by 10", 0.9, 0.98, (t, s) -> normalised(t, s, 10));
        row("normalised IQM, methods differ by 3", 0.92, 1, (t, s) -> normalised(t, s, 3));
        row("normalised IQM, methods differ by 1", 0.92, 1, (t, s) -> normalised(t, s, 1));
    }

    private double normalised(int tasks, int seeds, double differ) {
        return share(() -> isNormalisedInside(tasks, seeds, differ));
    }

    /**
     * The truth is the aggregate of all seeds on the scale of the measured worst and best means.
     */
    private boolean isNormalisedInside(int tasks, int seeds, double differ) {
        double[][][] scores = new double[METHODS][][];
        double[][] first = new double[0][];
        for (int m = 0; m < METHODS; m++) {
            double[] means = new double[tasks];
            Arrays.setAll(means, t -> differ * randoms.get().nextGaussian());
            scores[m] = draw(seeds, means, 1);
            first = m == 0 ? quantiles(means, 1) : first;
        }
        TaskScale scale = TaskScale.worstToBest(scores);
        return isInside(scale.of(scores[0]), IQM, truth(scale.of(first), IQM, tasks * seeds));
    }

    @Test
    void improvementCovers() {
        for (double shift : new double[] {0, 1, 3}) {
            row("improvement, shift " + shift, 0.92, 1, (t, s) -> improvement(t, s, shift, 0));
        }
        row("  by bootstrap", 0.15, 0.95, (t, s) -> byBootstrap(t, s, 3));
        row("improvement, shifts differ by 2", 0.92, 1, (t, s) -> improvement(t, s, 0.5, 2));
    }

    private double improvement(int tasks, int seeds, double shift, double differ) {
        return share(
                () -> {
                    double[] shifts = new double[tasks];
                    Arrays.setAll(shifts, t -> shift + differ * randoms.get().nextGaussian());
                    Improvement found =
                            Improvement.of(
                                    draw(seeds, shifts, 1),
                                    draw(seeds, new double[tasks], 1),
                                    CONFIDENCE);
                    double truth = truth(shifts);
                    return found.low() <= truth && truth <= found.high();
                });
    }

    private static double truth(double[] shifts) {
        NormalDistribution normal = new NormalDistribution();
        return Arrays.stream(shifts)
                .map(shift -> normal.cumulativeProbability(shift / Math.sqrt(2)))
                .average()
                .orElseThrow();
    }

    private double byBootstrap(int tasks, int seeds, double shift) {
        double[] shifts = new double[tasks];
        Arrays.fill(shifts, shift);
        double truth = truth(shifts);
        return share(
                () -> {
                    double[][] x = draw(seeds, shifts, 1);
                    double[][] y = draw(seeds, new double[tasks], 1);
                    SplitMix drawn = new SplitMix(randoms.get().nextLong());
                    double[] all = new double[RESAMPLES];
                    Arrays.setAll(
                            all,
                            b ->
                                    Arrays.stream(
                                                    ScoreMatrix.improvements(
                                                            BootstrapInterval.resample(x, drawn),
                                                            BootstrapInterval.resample(y, drawn)))
                                            .average()
                                            .orElseThrow());
                    Arrays.sort(all);
                    int tail = (int) Math.floor((1 - CONFIDENCE) / 2 * RESAMPLES);
                    return all[tail] <= truth && truth <= all[RESAMPLES - 1 - tail];
                });
    }

    @Test
    void testsOverTasksHaveTheirErrorRates() {
        row("Friedman and any pair by Nemenyi", 0, 0.07, this::nemenyi);
        row("signed-rank P > 0.95, equal", 0.1, 0.27, (t, s) -> bayes(t, s, 0, 0));
        row("signed-rank P > 0.95, rope 1", 0, 0.01, (t, s) -> bayes(t, s, 0, 1));
        row("signed-rank P(right) > 0.95, at the rope", 0, 0.04, (t, s) -> atRope(t, s));
    }

    private double nemenyi(int tasks, int seeds) {
        return share(
                () -> {
                    double[][] x = new double[tasks][METHODS];
                    for (double[] row : x) {
                        Arrays.setAll(row, m -> randoms.get().nextGaussian() / Math.sqrt(seeds));
                    }
                    Friedman test = Friedman.of(x);
                    return test.groups(LEVEL).size() != 1
                            || test.groups(LEVEL).get(0).size() < METHODS;
                });
    }

    /** Differences of tasks vary by 1, and each seed by 1. */
    private double[] differences(int tasks, int seeds, double mean) {
        double[] differences = new double[tasks];
        Arrays.setAll(
                differences, t -> mean + randoms.get().nextGaussian() * Math.sqrt(1 + 2.0 / seeds));
        return differences;
    }

    private double bayes(int tasks, int seeds, double mean, double rope) {
        return share(
                () -> {
                    BayesianSignedRank test =
                            BayesianSignedRank.of(differences(tasks, seeds, mean), rope, DRAWS);
                    return Math.max(test.left(), test.right()) > CONFIDENCE;
                });
    }

    private double atRope(int tasks, int seeds) {
        return share(
                () ->
                        BayesianSignedRank.of(differences(tasks, seeds, 1), 1, DRAWS).right()
                                > CONFIDENCE);
    }
}
