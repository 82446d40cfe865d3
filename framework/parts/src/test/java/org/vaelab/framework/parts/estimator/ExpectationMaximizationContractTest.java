// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.GenerativeEstimatorContract;

final class ExpectationMaximizationContractTest extends GenerativeEstimatorContract {

    ExpectationMaximizationContractTest() {
        super("em", "{}");
    }

    @Override
    protected boolean followsGradient() {
        return false;
    }
}
