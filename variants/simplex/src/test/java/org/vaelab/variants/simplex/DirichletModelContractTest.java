// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class DirichletModelContractTest extends PosteriorModelContract {

    DirichletModelContractTest() {
        super("dirichlet", "{latent: 3}");
    }

    /** Draws read parameters of the posterior. */
    @Override
    protected int readsPerStep() {
        return 1;
    }
}
