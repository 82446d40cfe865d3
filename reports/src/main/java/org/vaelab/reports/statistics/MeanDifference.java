// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.vaelab.framework.Internal;
import org.vaelab.framework.record.LagWindow;

/**
 * A mean difference with two independent sources of error: the seeds and the test examples.
 *
 * <pre>
 * halfWidth^2 = (t_{S-1} seedError)^2 + (t_{N-1} dataError)^2
 * </pre>
 *
 * <p>This interval covers the true difference with at least the stated probability, for Normal
 * errors in any ratio (Banerjee 1960). It is exact if one source is 0: Student's interval over
 * seeds, or over examples. One standard error with Satterthwaite's degrees of freedom is shorter,
 * but covers only 0.87 instead of 0.95 with two seeds. An absent source has an error of 0; the
 * interval then says nothing about it.
 *
 * <p>If seeds were added after a look, {@link Looks} has the factor in place of {@code t_{S-1}},
 * and the examples, which are the same at all looks, have the factor of half the level. Simulated
 * over 51 looks, that leaves out the truth in at most 5 % of comparisons, whatever the ratio of the
 * two errors; no proof is known.
 *
 * @param mean the mean difference; larger is better
 * @param seeds S; with one seed {@code seedError} is 0
 * @param seedError the standard error over seeds, with S - 1 degrees of freedom
 * @param data N, or one more than the degrees of freedom of windows that share steps; below two
 *     {@code dataError} is 0
 * @param dataError the further standard error over test examples, with N - 1 degrees of freedom
 * @param looks whether the number of seeds was fixed in advance
 */
@Internal
public record MeanDifference(
        double mean, int seeds, double seedError, int data, double dataError, Looks looks) {

    /** Creates a difference over a number of seeds that was fixed in advance. */
    public MeanDifference(double mean, int seeds, double seedError, int data, double dataError) {
        this(mean, seeds, seedError, data, dataError, Looks.ONCE);
    }

    /** Returns the same difference, over seeds that may have been added after looks. */
    public MeanDifference after(Looks others) {
        return new MeanDifference(mean, seeds, seedError, data, dataError, others);
    }

    /** Returns a difference that only varies over seeds, such as that of accuracies. */
    public static MeanDifference ofSeeds(MeanInterval overSeeds) {
        return new MeanDifference(overSeeds.mean(), overSeeds.n(), overSeeds.standardError(), 0, 0);
    }

    /** Returns the difference of two trained models: one seed, varying over examples alone. */
    public static MeanDifference ofData(DifferenceOverExamples overData) {
        return new MeanDifference(overData.mean(), 1, 0, overData.n(), overData.standardError());
    }

    /** Returns the difference for other seeds and other examples. */
    public static MeanDifference of(SeedsByData both) {
        return new MeanDifference(
                both.mean(),
                both.seeds(),
                both.seSeedsRandom(),
                both.data(),
                Math.sqrt(Math.max(0, both.varDatum()) / both.data()));
    }

    /**
     * Returns the difference over examples that are windows of longer series.
     *
     * @param overData of the means over seeds
     * @param y the differences, [seed][window]
     * @return one without an error over examples, where these are too few
     */
    public static MeanDifference of(
            DifferenceOverExamples overData, double[][] y, LagWindow windows) {
        int data = 1 + (int) windows.freedom();
        if (y.length == 1) {
            return new MeanDifference(overData.mean(), 1, 0, data, overData.standardError());
        }
        SeedsByData both = SeedsByData.of(y);
        double error = SeedsByData.dataError(y, windows);
        boolean isKnown = !Double.isNaN(error);
        return new MeanDifference(
                both.mean(),
                both.seeds(),
                both.seSeedsRandom(),
                isKnown ? data : 0,
                isKnown ? error : 0);
    }

    /** Returns the same difference for these seeds alone. */
    MeanDifference overData() {
        return new MeanDifference(mean, 1, 0, data, dataError);
    }

    /** Returns whether the seeds are a source of error here. */
    public boolean isOverSeeds() {
        return seeds > 1;
    }

    /**
     * Returns half the width of the confidence interval.
     *
     * @param confidence the least coverage, inside (0, 1)
     */
    public double halfWidth(double confidence) {
        TStatistic.requireConfidence(confidence);
        return Math.hypot(
                part(looks, confidence, seeds, seedError),
                part(Looks.ONCE, ofData(confidence), data, dataError));
    }

    /** Half the level, as over looks the estimate of the error varies, and the examples stay. */
    private double ofData(double confidence) {
        return looks.isRepeated() ? (1 + confidence) / 2 : confidence;
    }

    private static double part(Looks looks, double confidence, int n, double error) {
        return n > 1 && error > 0 ? looks.quantile(confidence, n) * error : 0;
    }

    /** The result of a comparison. */
    public enum Verdict {
        BETTER("better"),
        WORSE("worse"),
        /** The whole interval is within the region of practical equivalence. */
        EQUIVALENT("equivalent"),
        NOT_WORSE("not worse"),
        NOT_BETTER("not better"),
        OPEN("open");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Returns whether the order of the two, or that they are equivalent, is not known. */
        public boolean isOpen() {
            return this == OPEN || this == NOT_WORSE || this == NOT_BETTER;
        }

        /** Returns the verdict on the other model of the two. */
        public Verdict reversed() {
            return switch (this) {
                case BETTER -> WORSE;
                case WORSE -> BETTER;
                case NOT_WORSE -> NOT_BETTER;
                case NOT_BETTER -> NOT_WORSE;
                case EQUIVALENT, OPEN -> this;
            };
        }

        /**
         * Returns the verdict of an interval.
         *
         * @param rope differences up to this size, at least 0, count as no difference
         */
        public static Verdict of(double low, double high, double rope) {
            if (low > rope) {
                return BETTER;
            }
            if (high < -rope) {
                return WORSE;
            }
            // Without a region, nothing short of a difference is settled.
            boolean notWorse = rope > 0 && low > -rope;
            boolean notBetter = rope > 0 && high < rope;
            if (notWorse && notBetter) {
                return EQUIVALENT;
            }
            return notWorse ? NOT_WORSE : notBetter ? NOT_BETTER : OPEN;
        }
    }
}
