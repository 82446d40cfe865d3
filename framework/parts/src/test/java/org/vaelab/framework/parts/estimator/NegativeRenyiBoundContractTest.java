// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class NegativeRenyiBoundContractTest extends EstimatorContract {

    NegativeRenyiBoundContractTest() {
        super("renyi", 2, "{samples: 2, alpha: -1}");
    }

    /** What is reported is the importance-weighted bound. */
    @Override
    protected boolean lossIsTheBound() {
        return false;
    }
}
