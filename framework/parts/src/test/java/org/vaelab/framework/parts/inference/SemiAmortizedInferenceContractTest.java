// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class SemiAmortizedInferenceContractTest extends InferenceContract {

    SemiAmortizedInferenceContractTest() {
        super("semi-amortized", "{steps: 3}", "{steps: 1, evaluationSteps: 4, samples: 2}");
    }
}
