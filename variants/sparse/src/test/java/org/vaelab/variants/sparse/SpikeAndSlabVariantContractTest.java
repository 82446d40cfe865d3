// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PresetContract;

final class SpikeAndSlabVariantContractTest extends PresetContract {

    SpikeAndSlabVariantContractTest() {
        super("spike-and-slab", "{latent: 3}");
    }
}
