// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class ExactInferenceContractTest extends InferenceContract {

    ExactInferenceContractTest() {
        super("exact");
    }

    @Override
    protected boolean needsTractableModel() {
        return true;
    }
}
