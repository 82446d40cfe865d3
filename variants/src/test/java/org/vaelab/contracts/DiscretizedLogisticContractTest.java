// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.LikelihoodContract;

final class DiscretizedLogisticContractTest extends LikelihoodContract {

    DiscretizedLogisticContractTest() {
        super("discretized-logistic");
    }
}
