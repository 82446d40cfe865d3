// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class HamiltonianInferenceContractTest extends InferenceContract {

    HamiltonianInferenceContractTest() {
        super("hmc", "{warmUp: 20, draws: 6, mostLeapfrogSteps: 2}");
    }

    @Override
    protected boolean findsDrawsAlone() {
        return true;
    }
}
