// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Collection;
import java.util.Collections;

/**
 * How a draw passes gradients on to the parameters of its distribution, from the kind that promises
 * most to the one that promises least.
 */
public enum GradientKind {
    /** z is a smooth function of parameters and noise; unbiased. */
    PATHWISE("exact pathwise", true, false),
    /** z is differentiated through its distribution function; unbiased. */
    IMPLICIT("implicit", true, false),
    /** z is a continuous relaxation of a discrete draw; biased for the discrete objective. */
    RELAXED("relaxed", true, true),
    /** The value of the hard draw, the gradient of a soft one; biased. */
    STRAIGHT_THROUGH("straight-through", true, true),
    /**
     * A variable takes every value, and their probabilities, which weigh the bound, pass the
     * gradient; what else there is passes it through its draws.
     */
    ENUMERATED("enumerated", false, false),
    /** z passes no gradient; the log-density does. */
    SCORE_FUNCTION("score function", false, false),
    /** Neither z nor its log-density passes a gradient. */
    NONE("none", false, false);

    private final String label;
    private final boolean throughDraw;
    private final boolean biased;

    GradientKind(String label, boolean throughDraw, boolean biased) {
        this.label = label;
        this.throughDraw = throughDraw;
        this.biased = biased;
    }

    /**
     * Returns what independent draws pass on together: the kind that promises least, in the order
     * of the constants. Exact and implicit gradients stay unbiased, a relaxed one biases the whole,
     * and beside a draw without a gradient none may have one.
     *
     * @param kinds at least one
     */
    public static GradientKind weakest(Collection<GradientKind> kinds) {
        return Collections.max(kinds);
    }

    /** Returns the name that records and messages use. */
    public String label() {
        return label;
    }

    /** Returns whether the drawn value itself passes a gradient. */
    public boolean isThroughDraw() {
        return throughDraw;
    }

    /** Returns whether that gradient is, in expectation, another one than of the distribution. */
    public boolean isBiased() {
        return biased;
    }
}
