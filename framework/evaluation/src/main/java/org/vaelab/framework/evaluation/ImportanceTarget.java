// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;

/**
 * The section {@code evaluation.importanceTarget} of a config: how sure the importance-weighted estimate
 * of log p(x) of each datum is to be, instead of one number of draws for all.
 *
 * <p>First draws, {@code evaluation.importanceSamples} of them, say how many a datum needs ({@link
 * ImportanceWeights#drawsFor}); they are then thrown away, and as many fresh ones make the estimate.
 * Draws that decided when to stop would be no bound: whoever stops at a large weight has an estimate
 * that is too high. The bound lies below log p(x) by about half the square of the standard error, so
 * that 0.1 nats leave 0.005 (Domke and Sheldon 2018, theorem 3).
 *
 * @param standardError in nats, above 0; default 0.1
 * @param limit the most draws for one datum, default 50,000. Data that need more get so many, and count
 *     in {@link Metrics#IMPORTANCE_ERROR_MISSED}
 */
public record ImportanceTarget(Double standardError, Integer limit) {

    /** Fills in defaults, and checks the values. */
    public ImportanceTarget(@Nullable Double standardError, @Nullable Integer limit) {
        this.standardError = standardError == null ? 0.1 : standardError;
        this.limit = Counts.atLeastOne("limit", limit == null ? 50_000 : limit);
        if (!(this.standardError > 0 && this.standardError < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "standardError must be finite and above 0, is " + standardError);
        }
    }
}
