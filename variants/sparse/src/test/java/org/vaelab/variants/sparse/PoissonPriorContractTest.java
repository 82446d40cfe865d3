// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class PoissonPriorContractTest extends PriorContract {

    PoissonPriorContractTest() {
        super(
                "poisson",
                ConfiguredPart.of("poisson", "{latent: 2}"),
                "{}",
                "{rate: 3, learned: true}");
    }
}
