// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.List;
import org.vaelab.framework.Internal;

/**
 * Missing values of B data of D values that were imputed. Observed values are unchanged.
 *
 * @param means the estimate of E[x given the observed values], [B, D]
 * @param draws at least one draw of all missing values, [B, D] each
 * @param logPredictive the mean over the missing values of a datum of the log of the estimate of
 *     {@code p(x_d given the observed values)} in nats, x_d being the true value, [B]; NaN where no
 *     true value is known
 * @param acceptance of a chain, the share of proposals that were accepted, [B]; NaN where none is
 *     tested
 * @param effectiveSize of weighted draws, their effective sample size, [B]; NaN of a chain
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
@Internal
public record Imputed(
        double[] means,
        List<double[]> draws,
        double[] logPredictive,
        double[] acceptance,
        double[] effectiveSize) {

    public Imputed {
        draws = List.copyOf(draws);
    }

    /** Returns the last draw, [B, D]. */
    public double[] last() {
        return draws.get(draws.size() - 1);
    }
}
