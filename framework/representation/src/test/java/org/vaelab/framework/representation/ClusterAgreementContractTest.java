// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class ClusterAgreementContractTest extends MetricContract {

    ClusterAgreementContractTest() {
        super("nmi", "ari");
    }

    @Override
    protected List<KnownAnswer> knownAnswers() {
        // Four clusters by the first bit of the label and by bit 2: half of what a label tells. In
        // each are 16 of either label: 8 16 15 / 2 pairs, 484.28 by chance, and 1984 at most.
        double[][] halves = new double[128][2];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = new double[] {10 * (i & 1) + 30 * (i >> 2 & 1), 0};
        }
        double byChance = 1984.0 * 1984 / (128 * 127 / 2.0);
        // The clusters are the labels.
        return List.of(
                KnownAnswer.ofPoints("nmi", halves, 0.5, 1e-9),
                KnownAnswer.ofPoints("ari", halves, (960 - byChance) / (1984 - byChance), 1e-9),
                KnownAnswer.ofPoints("nmi", FactorCodes.of(0, 0), 1, 1e-9),
                KnownAnswer.ofPoints("ari", FactorCodes.of(0, 0), 1, 1e-9));
    }
}
