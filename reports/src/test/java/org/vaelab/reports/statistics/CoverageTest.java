// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.statistics.MeanDifference.Verdict;

/**
 * Simulates the coverage of every interval and the size of every test of a report, and prints the
 * tables of {@code RESULTS.md}.
 *
 * <p>Each number comes from 2,000 comparisons without a difference; its standard error is 0.005. No
 * interval may cover less than 0.93, and no test may reject more than 0.07: the probability that
 * one of them does by chance is below 0.01.
 */
@Tag("exhaustive")
class CoverageTest {

    private static final int COMPARISONS = 2000;
    private static final int[] SEEDS = {2, 3, 5, 10};
    private static final int[] EXAMPLES = {100, 10_000};
    private static final double CONFIDENCE = 0.95;
    private static final double LEVEL = 0.05;
    private static final int MODELS = 4;
    private static final int[] GROUPS = {2, 3, 5, 10, 20};
    private static final int[] SEEDS_OF_GROUPS = {3, 5, 10};

    private final SplittableRandom random = new SplittableRandom(25);

    @Test
    void everyIntervalCoversAndEveryTestHasItsSize() {
        seedsAndExamples();
        examplesAlone();
        seedsAlone();
    }

    /**
     * The data choose the best of several models, and the differences to it still cover together.
     */
    @Test
    void theDifferencesToTheBestMeanCoverTogether() {
        String[] heading = new String[1 + GROUPS.length * SEEDS_OF_GROUPS.length];
        heading[0] = "models × seeds";
        String[] rule = new String[heading.length];
        Arrays.fill(rule, "---");
        int at = 1;
        for (int models : GROUPS) {
            for (int seeds : SEEDS_OF_GROUPS) {
                heading[at++] = models + "×" + seeds;
            }
        }
        print(heading);
        print(rule);
        ofGroups("equal models", 0, m -> 1, 0);
        ofGroups("the seeds move all models by 3", 3, m -> 1, 0);
        ofGroups("spreads from 0.1 to 3", 0, m -> 0.1 * Math.pow(30, m), 0);
        ofGroups("one spread 10 times the others", 0, m -> m == 0 ? 10 : 1, 0);
        ofGroups("true means from 0 to 1", 0, m -> 1, 1);
    }

    /**
     * Prints a row.
     *
     * @param ofSeed the standard deviation of what a seed adds to all models
     * @param spread the standard deviation of a model, whose place is from 0 to 1
     * @param range of the true means
     */
    private void ofGroups(String name, double ofSeed, DoubleUnaryOperator spread, double range) {
        String[] cells = new String[1 + GROUPS.length * SEEDS_OF_GROUPS.length];
        String[] others = cells.clone();
        cells[0] = name;
        others[0] = name + ", corrected for k - 1";
        int at = 1;
        for (int models : GROUPS) {
            for (int seeds : SEEDS_OF_GROUPS) {
                double chosen = Leaders.confidence(Leaders.pairs(models, 0));
                double given = Leaders.confidence(models - 1);
                int covered = 0;
                int coveredIfGiven = 0;
                for (int i = 0; i < COMPARISONS; i++) {
                    double least = leastConfidence(models, seeds, ofSeed, spread, range);
                    covered += least <= chosen ? 1 : 0;
                    coveredIfGiven += least <= given ? 1 : 0;
                }
                cells[at] = covering(covered / (double) COMPARISONS);
                others[at++] = text(coveredIfGiven / (double) COMPARISONS);
            }
        }
        print(cells);
        print(others);
    }

    /** Draws models, and returns the confidence at which all differences to the best mean cover. */
    private double leastConfidence(
            int models, int seeds, double ofSeed, DoubleUnaryOperator spread, double range) {
        double[] common = values(seeds, s -> ofSeed * random.nextGaussian());
        double[][] y = new double[models][];
        int best = 0;
        for (int m = 0; m < models; m++) {
            double place = m / (models - 1.0);
            double width = spread.applyAsDouble(place);
            y[m] = values(seeds, s -> range * place + common[s] + width * random.nextGaussian());
            best = Arrays.stream(y[m]).sum() > Arrays.stream(y[best]).sum() ? m : best;
        }
        double least = 0;
        for (int m = 0; m < models; m++) {
            if (m != best) {
                double[] chosen = y[best];
                double[] other = y[m];
                double truth = range * (best - m) / (models - 1.0);
                TTest test = TTest.paired(values(seeds, s -> chosen[s] - truth), other);
                least = Math.max(least, 1 - test.pTwoSided());
            }
        }
        return least;
    }

    /**
     * The winner of a search of equal trials has an interval that covers with other seeds, and not
     * with those that chose it.
     */
    @Test
    void theWinnerOfASearchCoversWithOtherSeeds() {
        print("trials × seeds", "10×2", "10×3", "10×5", "10×10", "40×2", "40×3", "40×5", "40×10");
        print("---", "---", "---", "---", "---", "---", "---", "---", "---");
        String[] other = new String[1 + 2 * SEEDS.length];
        String[] same = other.clone();
        other[0] = "other seeds";
        same[0] = "the seeds that chose";
        int at = 1;
        for (int trials : new int[] {10, 40}) {
            for (int seeds : SEEDS) {
                other[at] = covering(share(() -> !isOutside(normal(seeds))));
                same[at++] = text(share(() -> !isOutside(best(trials, seeds))));
            }
        }
        print(other);
        print(same);
    }

    private double[] best(int trials, int seeds) {
        return Stream.generate(() -> normal(seeds))
                .limit(trials)
                .max(Comparator.comparingDouble(values -> Arrays.stream(values).sum()))
                .orElseThrow();
    }

    @Test
    void theIntervalCoversForManySkewedExamples() {
        List<String> cells = new ArrayList<>(List.of("10,000 skewed examples, interval"));
        for (int seeds : SEEDS) {
            cells.add(covering(share(() -> covers(skewed(seeds, EXAMPLES[1])))));
        }
        print(cells.toArray(String[]::new));
    }

    /** The share of comparisons in which something holds. */
    private static double share(BooleanSupplier holds) {
        int count = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            count += holds.getAsBoolean() ? 1 : 0;
        }
        return count / (double) COMPARISONS;
    }

    private static String covering(double share) {
        assertThat(share).isGreaterThan(0.93);
        return text(share);
    }

    private static String text(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }

    private static String rejecting(double share) {
        assertThat(share).isLessThan(0.07);
        return text(share);
    }

    private static void print(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private void seedsAndExamples() {
        print("", "100: 2", "3", "5", "10", "10,000: 2", "3", "5", "10");
        print("---", "---", "---", "---", "---", "---", "---", "---", "---");
        for (double ratio : new double[] {0, 0.3, 1, 3, 10}) {
            String of = " (seed error² / data error² = " + (ratio < 1 ? ratio : (int) ratio) + ")";
            row("interval covers" + of, (s, n) -> covering(share(() -> covers(draw(s, n, ratio)))));
            row(
                    "with Satterthwaite’s degrees" + of,
                    (s, n) -> text(share(() -> satterthwaite(draw(s, n, ratio)))));
        }
        row(
                "\"not worse\" if worse by the rope",
                (s, n) -> rejecting(share(() -> isNotWorse(draw(s, n, 1)))));
        row(
                "skewed examples, interval",
                (s, n) -> n > 100 ? "" : covering(share(() -> covers(skewed(s, n)))));
    }

    private interface Cell {
        String of(int seeds, int examples);
    }

    private static void row(String name, Cell cell) {
        String[] cells = new String[1 + SEEDS.length * EXAMPLES.length];
        cells[0] = name;
        int at = 1;
        for (int n : EXAMPLES) {
            for (int s : SEEDS) {
                cells[at++] = cell.of(s, n);
            }
        }
        print(cells);
    }

    /** Draws mean squares of Normal effects: they are independent, and chi-squared. */
    private SeedsByData draw(int seeds, int data, double ratio) {
        double varDatum = data;
        double varSeed = ratio * seeds;
        double varResidual = data;
        double mean =
                random.nextGaussian()
                        * Math.sqrt(varSeed / seeds + varDatum / data + varResidual / seeds / data);
        return new SeedsByData(
                seeds,
                data,
                mean,
                (data * varSeed + varResidual) * meanSquare(seeds - 1),
                (seeds * varDatum + varResidual) * meanSquare(data - 1),
                varResidual * meanSquare((seeds - 1) * (data - 1)));
    }

    /** Draws chi-squared / degrees (Marsaglia and Tsang 2000 from two degrees on). */
    private double meanSquare(int degrees) {
        if (degrees == 1) {
            double z = random.nextGaussian();
            return z * z;
        }
        double d = degrees / 2.0 - 1 / 3.0;
        while (true) {
            double z = random.nextGaussian();
            double v = Math.pow(1 + z / Math.sqrt(9 * d), 3);
            if (v > 0 && Math.log(random.nextDouble()) < z * z / 2 + d * (1 - v + Math.log(v))) {
                return 2 * d * v / degrees;
            }
        }
    }

    private SeedsByData skewed(int seeds, int data) {
        double[] hard = values(data, i -> exponential());
        double[][] y = new double[seeds][];
        for (int s = 0; s < seeds; s++) {
            double effect = random.nextGaussian() / Math.sqrt(data);
            y[s] = values(data, i -> hard[i] + effect + exponential());
        }
        return SeedsByData.of(y);
    }

    private double exponential() {
        return -Math.log(random.nextDouble()) - 1;
    }

    private static boolean covers(SeedsByData both) {
        MeanDifference difference = MeanDifference.of(both);
        return Math.abs(difference.mean()) <= difference.halfWidth(CONFIDENCE);
    }

    /** The interval that is not used: one standard error, with Satterthwaite's degrees. */
    private static boolean satterthwaite(SeedsByData both) {
        double seeds = both.seeds() - 1.0;
        double data = both.data() - 1.0;
        double square = both.msSeed() + both.msDatum() - both.msResidual();
        double degrees =
                square
                        * square
                        / (both.msSeed() * both.msSeed() / seeds
                                + both.msDatum() * both.msDatum() / data
                                + both.msResidual() * both.msResidual() / seeds / data);
        return Math.abs(both.mean()) / Math.sqrt(square / both.seeds() / both.data())
                <= TStatistic.quantile(CONFIDENCE, degrees);
    }

    private static boolean isNotWorse(SeedsByData both) {
        double rope = 0.5;
        MeanDifference difference = MeanDifference.of(both);
        double half = difference.halfWidth(CONFIDENCE);
        double mean = difference.mean() - rope;
        Verdict verdict = Verdict.of(mean - half, mean + half, rope);
        return verdict == Verdict.NOT_WORSE
                || verdict == Verdict.EQUIVALENT
                || verdict == Verdict.BETTER;
    }

    private void examplesAlone() {
        System.out.println();
        print("", "100", "10,000");
        print("---", "---", "---");
        print("interval, Normal differences", overData(i -> random.nextGaussian()));
        print("interval, skewed (exponential)", overData(i -> exponential()));
        print("interval, heavy tails (t, 3 degrees)", overData(i -> heavy()));
    }

    private double heavy() {
        return random.nextGaussian() / Math.sqrt(meanSquare(3));
    }

    private String overData(IntFunction<Double> difference) {
        String[] shares = new String[EXAMPLES.length];
        for (int i = 0; i < shares.length; i++) {
            int n = EXAMPLES[i];
            double[] zero = new double[n];
            double quantile = TStatistic.quantile(CONFIDENCE, n - 1.0);
            shares[i] = covering(share(() -> isWithin(values(n, difference), zero, quantile)));
        }
        return String.join(" | ", shares);
    }

    private static boolean isWithin(double[] a, double[] b, double quantile) {
        DifferenceOverExamples difference = DifferenceOverExamples.of(a, b);
        return Math.abs(difference.mean()) <= quantile * difference.standardError();
    }

    private void seedsAlone() {
        System.out.println();
        print("", "2", "3", "5", "10");
        print("---", "---", "---", "---", "---");
        ofSeeds("interval of a mean does not cover", n -> isOutside(normal(n)));
        ofSeeds("paired t test", n -> TTest.paired(normal(n), normal(n)).pTwoSided() < LEVEL);
        ofSeeds("signed-rank test, exact", n -> isSignedRank(n));
        ofSeeds("t tests of 3 models and a baseline, Holm: any", n -> isHolm(n));
        ofSeeds("Friedman's test of 4 models, exact", n -> friedman(n).exactP() < LEVEL);
        ofSeeds("then any pair by Nemenyi", n -> isNemenyi(friedman(n)));
        ofSeeds("the best of 4 models is not bold", n -> isMissed(n));
    }

    private interface OfSeeds {
        boolean holds(int seeds);
    }

    private static void ofSeeds(String name, OfSeeds event) {
        String[] cells = new String[1 + SEEDS.length];
        cells[0] = name;
        for (int i = 0; i < SEEDS.length; i++) {
            int n = SEEDS[i];
            cells[i + 1] = rejecting(share(() -> event.holds(n)));
        }
        print(cells);
    }

    private static boolean isOutside(double[] values) {
        MeanInterval interval = MeanInterval.of(values, CONFIDENCE);
        return Math.abs(interval.mean()) > interval.halfWidth();
    }

    private double[] normal(int n) {
        return values(n, i -> random.nextGaussian());
    }

    private static double[] values(int n, IntFunction<Double> value) {
        double[] values = new double[n];
        Arrays.setAll(values, value::apply);
        return values;
    }

    private boolean isSignedRank(int n) {
        return WilcoxonSignedRank.of(normal(n), normal(n)).pTwoSided() < LEVEL;
    }

    private boolean isHolm(int n) {
        double[] baseline = normal(n);
        double[] p = new double[MODELS - 1];
        Arrays.setAll(p, i -> TTest.paired(normal(n), baseline).pTwoSided());
        return Arrays.stream(Holm.adjust(p)).anyMatch(value -> value < LEVEL);
    }

    private Friedman friedman(int n) {
        double[][] x = new double[n][];
        Arrays.setAll(x, i -> normal(MODELS));
        return Friedman.of(x);
    }

    private static boolean isNemenyi(Friedman test) {
        double least = test.meanRanks().stream().mapToDouble(r -> r).min().orElseThrow();
        double most = test.meanRanks().stream().mapToDouble(r -> r).max().orElseThrow();
        return test.exactP() < LEVEL && most - least > test.criticalDifference(LEVEL);
    }

    /** The first of equal models is settled to be worse than the best mean of the others. */
    private boolean isMissed(int n) {
        double[] first = normal(n);
        double[] best = first;
        for (int i = 1; i < MODELS; i++) {
            double[] other = normal(n);
            best = Arrays.stream(other).sum() > Arrays.stream(best).sum() ? other : best;
        }
        if (best == first) {
            return false;
        }
        MeanDifference difference =
                MeanDifference.ofSeeds(MeanInterval.of(TTest.differences(first, best), CONFIDENCE));
        double together = Leaders.confidence(Leaders.pairs(MODELS, 0));
        return difference.mean() + difference.halfWidth(together) < 0;
    }
}
