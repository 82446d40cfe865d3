// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class PoissonModelContractTest extends PosteriorModelContract {

    PoissonModelContractTest() {
        super("poisson", "{latent: 3}");
    }

    /** Draws read parameters of the posterior. */
    @Override
    protected int readsPerStep() {
        return 1;
    }
}
