// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;

/**
 * How many seeds would settle a difference, and with which chance.
 *
 * <p>Mean and deviation over seeds are known with an error. Given S seeds with mean m and deviation
 * s, under the prior 1 / sigma^2 (Gelman et al. 2013, section 3.2),
 *
 * <pre>
 * sigma^2 ~ (S - 1) s^2 / chi^2_{S-1},    mu ~ N(m, sigma^2 / S),    further seeds ~ N(mu, sigma^2)
 * </pre>
 *
 * <p>The chance of N seeds is the share of {@value #PATHS} drawn continuations whose interval over
 * exactly N seeds settles the difference. Its standard error is at most 0.016, so that N may be off
 * by one or two. That interval is the one after a look at S seeds ({@link Looks}). The test
 * examples stay as they are. The draws have a fixed seed.
 *
 * @param fewest the fewest seeds with a chance of at least one half
 * @param chance of {@code fewest}
 * @param most the fewest seeds with a chance of at least {@value #GOOD}, or {@value #MOST_SEEDS};
 *     at least {@code fewest}
 * @param chanceOfMost of {@code most}
 */
@Internal
public record MoreSeeds(int fewest, double chance, int most, double chanceOfMost) {

    /** More seeds than this are not advised. */
    public static final int MOST_SEEDS = 30;

    private static final double LEAST = 0.5;
    private static final double GOOD = 0.8;
    private static final int PATHS = 1000;

    /**
     * Returns the numbers of seeds for a difference that is open.
     *
     * @param confidence of the interval
     * @param settled whether a mean with half the width of its interval settles the difference
     * @return empty if the seeds are no source of error, or no number up to {@value #MOST_SEEDS}
     *     has a chance of one half
     */
    public static Optional<MoreSeeds> of(
            MeanDifference now, double confidence, BiPredicate<Double, Double> settled) {
        if (!now.isOverSeeds() || !(now.seedError() > 0)) {
            return Optional.empty();
        }
        double[] chance = chances(now, confidence, settled);
        int fewest = first(chance, now.seeds() + 1, LEAST);
        int most = Math.min(MOST_SEEDS, first(chance, fewest, GOOD));
        return fewest > MOST_SEEDS
                ? Optional.empty()
                : Optional.of(new MoreSeeds(fewest, chance[fewest], most, chance[most]));
    }

    private static int first(double[] chance, int from, double least) {
        int n = from;
        while (n <= MOST_SEEDS && chance[n] < least) {
            n++;
        }
        return n;
    }

    private static double[] chances(
            MeanDifference now, double confidence, BiPredicate<Double, Double> settled) {
        int seeds = now.seeds();
        Looks looks = now.looks().and(Looks.from(seeds));
        double[] chance = new double[MOST_SEEDS + 1];
        double[] factor =
                IntStream.rangeClosed(0, MOST_SEEDS)
                        .mapToDouble(n -> n > seeds ? looks.quantile(confidence, n) : 0)
                        .toArray();
        double data = now.overData().after(looks).halfWidth(confidence);
        SplitMix random = new SplitMix(0);
        for (int path = 0; path < PATHS; path++) {
            double chi = 0;
            for (int i = 1; i < seeds; i++) {
                chi += Math.pow(random.normal(), 2);
            }
            double squares = (seeds - 1.0) * seeds * Math.pow(now.seedError(), 2);
            double sigma = Math.sqrt(squares / chi);
            double mean = now.mean();
            double mu = mean + sigma / Math.sqrt(seeds) * random.normal();
            for (int n = seeds + 1; n <= MOST_SEEDS; n++) {
                double step = mu + sigma * random.normal() - mean;
                mean += step / n;
                squares += step * step * (n - 1) / n;
                double error = Math.sqrt(squares / (n - 1) / n);
                if (settled.test(mean, Math.hypot(factor[n] * error, data))) {
                    chance[n] += 1.0 / PATHS;
                }
            }
        }
        return chance;
    }

    /** Returns the chances and their seeds, such as {@code 55 % with 9, 80 % with 17}. */
    @Override
    public String toString() {
        String first = Math.round(100 * chance) + " % with " + fewest;
        String last = ", " + Math.round(100 * chanceOfMost) + " % with " + most;
        return most == fewest ? first : first + last;
    }
}
