// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import org.vaelab.framework.Internal;

/** The shape of ranks of true values among draws of q, as far as it can be told. */
@Internal
public enum RankShape {
    /** Many low and many high ranks, a U: q is too narrow. */
    NARROW("too narrow"),
    /** Few low and few high ranks, an inverted U: q is too wide. */
    WIDE("too wide"),
    /** Low ranks: draws of q are too large. */
    HIGH("biased upwards"),
    /** High ranks: draws of q are too small. */
    LOW("biased downwards"),
    /** None of these. */
    OTHER("wrong in another way");

    /** A standard score from which a feature of the ranks is told. */
    private static final double CLEAR = 2.5;

    private final String text;

    RankShape(String text) {
        this.text = text;
    }

    /** Returns what is wrong with q, as a predicate. */
    public String text() {
        return text;
    }

    /**
     * Tells the shape of the ranks of a coordinate: by their mean or by their spread, whichever is
     * farther from uniform ranks. It is {@link #OTHER} if both are within 2.5 standard deviations.
     */
    public static RankShape ofCoordinate(Ranks ranks) {
        double slope = ranks.slope();
        double spread = ranks.spread();
        if (Math.max(Math.abs(slope), Math.abs(spread)) < CLEAR) {
            return OTHER;
        }
        if (Math.abs(slope) > Math.abs(spread)) {
            return slope > 0 ? LOW : HIGH;
        }
        return spread > 0 ? NARROW : WIDE;
    }

    /**
     * Tells the shape of the ranks of a closeness to the centre of q, such as a cosine to the mean
     * direction. True values that are farther from the centre than draws have low ranks, so a slope
     * means a wrong width.
     */
    public static RankShape ofCloseness(Ranks ranks) {
        double slope = ranks.slope();
        if (Math.abs(slope) < CLEAR || Math.abs(slope) < Math.abs(ranks.spread()) / 2) {
            return OTHER;
        }
        return slope < 0 ? NARROW : WIDE;
    }
}
