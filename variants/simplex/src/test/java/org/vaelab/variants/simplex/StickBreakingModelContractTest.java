// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class StickBreakingModelContractTest extends PosteriorModelContract {

    StickBreakingModelContractTest() {
        super("stick-breaking", "{latent: 3}");
    }

    /** Draws read parameters of the posterior. */
    @Override
    protected int readsPerStep() {
        return 2;
    }
}
