// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PosteriorContract;

final class SpikeAndSlabContractTest extends PosteriorContract {

    SpikeAndSlabContractTest() {
        super("spike-and-slab", "{latent: 1}", "{latent: 2, draw: 'discrete'}");
    }
}
