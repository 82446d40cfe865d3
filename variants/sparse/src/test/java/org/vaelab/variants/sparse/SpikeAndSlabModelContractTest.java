// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class SpikeAndSlabModelContractTest extends PosteriorModelContract {

    SpikeAndSlabModelContractTest() {
        super("spike-and-slab", "{latent: 3}");
    }
}
