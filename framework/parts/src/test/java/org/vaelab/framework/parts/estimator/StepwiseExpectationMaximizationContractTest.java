// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.GenerativeEstimatorContract;

final class StepwiseExpectationMaximizationContractTest extends GenerativeEstimatorContract {

    StepwiseExpectationMaximizationContractTest() {
        super("em", "{online: {}}", "{online: {power: 0.8, delay: 4}}");
    }

    @Override
    protected boolean followsGradient() {
        return false;
    }

    @Override
    protected int batches() {
        return 5;
    }
}
