// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorContract;

final class DirichletContractTest extends PosteriorContract {

    DirichletContractTest() {
        super("dirichlet", "{latent: 2}", "{latent: 3}");
    }

    /** Draws of small concentrations are rounded to 0. */
    @Override
    protected double farFactor() {
        return 3;
    }
}
