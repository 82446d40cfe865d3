// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class DiscretizedLogisticMixtureContractTest extends LikelihoodContract {

    DiscretizedLogisticMixtureContractTest() {
        super("discretized-logistic-mixture", "{components: 2}");
    }
}
