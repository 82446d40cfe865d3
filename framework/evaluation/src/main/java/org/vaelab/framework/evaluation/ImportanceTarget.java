// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;

/**
 * The section {@code evaluation.importanceTarget} of a config: how sure the importance-weighted
 * estimate of log p(x) of each datum is to be, instead of one number of draws for all.
 *
 * <p>First draws, {@code evaluation.importanceSamples} of them, say how many a datum needs ({@link
 * org.vaelab.framework.evaluation.weights.ImportanceWeights#drawsFor}); they are then thrown away,
 * and as many fresh ones make the estimate. Draws that decided when to stop would be no bound:
 * whoever stops at a large weight has an estimate that is too high. The bound lies below log p(x)
 * by about half the square of the standard error, so that 0.1 nats leave 0.005 (Domke and Sheldon
 * 2018, theorem 3).
 */
public record ImportanceTarget(
        @Setting(value = "standard error of log p(x) in nats, above 0", defaultValue = "0.1")
                double standardError,
        @Setting(
                        value =
                                "most draws for one example; those that need more count in"
                                        + " importanceErrorMissed",
                        defaultValue = "50000")
                int limit) {

    public ImportanceTarget {
        Counts.atLeastOne("limit", limit);
        Counts.positive("standardError", standardError);
    }
}
