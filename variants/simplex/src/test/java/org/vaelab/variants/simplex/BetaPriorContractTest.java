// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class BetaPriorContractTest extends PriorContract {

    BetaPriorContractTest() {
        super(
                "beta",
                ConfiguredPart.of("kumaraswamy", "{latent: 2}"),
                "{}",
                "{alpha: 0.7, beta: 3}");
    }
}
