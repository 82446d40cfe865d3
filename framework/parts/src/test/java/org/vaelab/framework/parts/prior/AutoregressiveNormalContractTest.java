// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class AutoregressiveNormalContractTest extends PriorContract {

    AutoregressiveNormalContractTest() {
        super(
                "autoregressive-normal",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{rate: 0.5}",
                "{rate: 1.5}");
    }
}
