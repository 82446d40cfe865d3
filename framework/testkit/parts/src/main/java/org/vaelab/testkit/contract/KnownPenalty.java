// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

/**
 * A batch of which the expectation of a regulariser R is known, over draws from q and the
 * regulariser's own. q(z given x) of example i is {@code N(means[i], diag exp(logVariances[i]))} on
 * R^d, and p(z) is N(0, I).
 *
 * @param settings of the regulariser, of those of its contract or others
 * @param means [n, d], n at most 256
 * @param logVariances [n, d]
 * @param value the mean over the batch of R at the first step, with a weight of the KL of 1
 * @param tolerance beside five standard errors of the mean over draws
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record KnownPenalty(
        String settings,
        double[][] means,
        double[][] logVariances,
        double value,
        double tolerance) {

    /** Returns the model whose q these are. */
    KnownAnswer problem() {
        return new KnownAnswer("", means, logVariances, value, tolerance);
    }
}
