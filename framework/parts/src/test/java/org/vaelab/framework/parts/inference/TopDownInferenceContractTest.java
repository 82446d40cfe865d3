// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class TopDownInferenceContractTest extends InferenceContract {

    TopDownInferenceContractTest() {
        super("top-down", "{}", "{features: 3}");
    }
}
