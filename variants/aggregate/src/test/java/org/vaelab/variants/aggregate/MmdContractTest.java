// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.List;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class MmdContractTest extends RegularizerContract {

    MmdContractTest() {
        super("mmd", "{lambda: 10}", "{alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}");
    }

    /** Where q(z) is the prior the discrepancy is 0 in the mean, and so is the KL. */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double[][] zeros = new double[5][2];
        return List.of(
                new KnownPenalty("{lambda: 10}", zeros, zeros, 0, 1e-9),
                new KnownPenalty(
                        "{alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}",
                        zeros,
                        zeros,
                        0,
                        1e-9));
    }
}
