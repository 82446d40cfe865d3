// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scores of each single datum, in nats.
 *
 * @param reconstruction E_q[log p(x given z)]
 * @param kl KL(q(z given x) || p(z))
 * @param perDatum the bound, {@code reconstruction - kl}, and where it is asked for log p(x) of
 *     every datum
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record DatumScores(double[] reconstruction, double[] kl, PerDatum perDatum) {

    /** Returns all numbers by the names of their columns. */
    public Map<String, PerExample> columns() {
        Map<String, PerExample> columns = new LinkedHashMap<>();
        columns.put("elbo", PerExample.ofAll(perDatum.elbo()));
        columns.put("reconstruction", PerExample.ofAll(reconstruction));
        columns.put("kl", PerExample.ofAll(kl));
        if (perDatum.estimated().length > 0) {
            columns.putAll(perDatum.estimates());
        }
        return columns;
    }
}
