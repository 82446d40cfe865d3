// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class GemContractTest extends PriorContract {

    GemContractTest() {
        super(
                "gem",
                ConfiguredPart.of("stick-breaking", "{latent: 3}"),
                "{concentration: 3}",
                "{concentration: 5}");
    }
}
