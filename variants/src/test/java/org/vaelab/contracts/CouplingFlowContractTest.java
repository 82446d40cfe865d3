// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class CouplingFlowContractTest extends PriorContract {

    CouplingFlowContractTest() {
        super("flow", Part.of("diagonal-normal", "{latent: 2}"), "{layers: 3, hidden: [5]}");
    }
}
