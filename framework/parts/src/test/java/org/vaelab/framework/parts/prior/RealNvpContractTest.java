// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class RealNvpContractTest extends PriorContract {

    RealNvpContractTest() {
        super("real-nvp", Part.of("toy-normal", "{latent: 2}"), "{layers: 3, hidden: [5]}");
    }
}
