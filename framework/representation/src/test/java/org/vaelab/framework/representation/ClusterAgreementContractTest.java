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
        // The clusters are the labels.
        return List.of(
                KnownAnswer.ofPoints("nmi", FactorCodes.of(0, 0), 1, 1e-9),
                KnownAnswer.ofPoints("ari", FactorCodes.of(0, 0), 1, 1e-9));
    }
}
