// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class ElboContractTest extends EstimatorContract {

    ElboContractTest() {
        super("elbo", 1, "{}", "{samples: 3, kl: 'monte-carlo'}");
    }
}
