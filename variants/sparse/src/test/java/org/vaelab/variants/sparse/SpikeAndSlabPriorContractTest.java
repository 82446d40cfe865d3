// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class SpikeAndSlabPriorContractTest extends PriorContract {

    SpikeAndSlabPriorContractTest() {
        super(
                "spike-and-slab",
                ConfiguredPart.of("spike-and-slab", "{latent: 2}"),
                "{}",
                "{slab: 0.1}");
    }
}
