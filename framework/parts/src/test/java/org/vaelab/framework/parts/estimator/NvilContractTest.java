// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class NvilContractTest extends EstimatorContract {

    NvilContractTest() {
        super("nvil", 1, "{}", "{samples: 3, hidden: [], normalize: false, kl: 'monte-carlo'}");
    }
}
