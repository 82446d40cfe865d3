// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class MaximumAPosterioriContractTest extends InferenceContract {

    MaximumAPosterioriContractTest() {
        super("map", "{steps: 3, evaluationSteps: 5}", "{evaluationSteps: 5, starts: 3}");
    }

    @Override
    protected boolean findsDrawsAlone() {
        return true;
    }
}
