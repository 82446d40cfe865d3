// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Map;
import org.vaelab.testkit.contract.InferenceContract;

final class HamiltonianInferenceContractTest extends InferenceContract {

    HamiltonianInferenceContractTest() {
        super("hmc", "{warmUp: 20, draws: 6, mostLeapfrogSteps: 2}");
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of("mostLeapfrogSteps above its default", "no trajectory is as long");
    }

    @Override
    protected boolean findsDrawsAlone() {
        return true;
    }
}
