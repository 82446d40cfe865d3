// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.List;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class DipContractTest extends RegularizerContract {

    DipContractTest() {
        super("dip", "{offDiagonal: 2}", "{covariance: 'aggregate', offDiagonal: 2, diagonal: 0}");
    }

    /**
     * Means of variances 1 and 4 and covariance 1, and variances of 1/2 and 1 beside them: 9/2 on
     * the diagonal of the aggregate, less 1.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double[][] means = {{1, 2}, {-1, -2}, {1, -1}, {-1, 1}};
        double[][] logVariances = {
            {Math.log(0.2), 0}, {Math.log(0.8), 0}, {Math.log(0.2), 0}, {Math.log(0.8), 0}
        };
        double kl = 0;
        for (int i = 0; i < means.length; i++) {
            for (int d = 0; d < 2; d++) {
                double l = logVariances[i][d];
                kl += 0.5 * (means[i][d] * means[i][d] + Math.exp(l) - l - 1) / means.length;
            }
        }
        // Of the means: C = [[1, 1/2], [1/2, 5/2]]; the aggregate has 1/2 and 1 more.
        return List.of(
                new KnownPenalty(
                        "{offDiagonal: 2}", means, logVariances, kl + 2 * 0.5 + 20 * 2.25, 1e-9),
                new KnownPenalty(
                        "{covariance: 'aggregate', offDiagonal: 2, diagonal: 3}",
                        means,
                        logVariances,
                        kl + 2 * 0.5 + 3 * (0.25 + 6.25),
                        1e-9),
                new KnownPenalty(
                        "{covariance: 'aggregate', offDiagonal: 2, diagonal: 0}",
                        means,
                        logVariances,
                        kl + 2 * 0.5,
                        1e-9));
    }
}
