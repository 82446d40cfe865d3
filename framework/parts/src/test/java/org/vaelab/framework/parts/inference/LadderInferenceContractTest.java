// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class LadderInferenceContractTest extends InferenceContract {

    LadderInferenceContractTest() {
        super("ladder", "{}", "{features: 3}");
    }
}
