// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.testkit.contract.InferenceContract;

final class DeterministicContractTest extends InferenceContract {

    DeterministicContractTest() {
        super("deterministic");
    }

    @Override
    protected boolean findsDrawsAlone() {
        return true;
    }
}
