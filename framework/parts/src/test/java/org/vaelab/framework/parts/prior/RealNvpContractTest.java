// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class RealNvpContractTest extends PriorContract {

    RealNvpContractTest() {
        super(
                "real-nvp",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{layers: 3, hidden: [5]}");
    }
}
