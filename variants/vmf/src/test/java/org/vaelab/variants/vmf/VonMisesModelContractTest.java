// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class VonMisesModelContractTest extends PosteriorModelContract {

    VonMisesModelContractTest() {
        super("von-mises", "{latent: 2}");
    }

    /** The concentrations. */
    @Override
    protected int readsPerStep() {
        return 1;
    }
}
