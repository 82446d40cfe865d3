// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.testkit.contract.ModelContract;

final class MixtureModelContractTest extends ModelContract {

    MixtureModelContractTest() {
        super(
                "mixture",
                "{components: 3}",
                "{components: 3, variational: {concentration: 0.1}}",
                "{components: 4, pseudoCount: 0}");
    }

    /** The responsibilities, and what priors add to the bound. */
    @Override
    protected int readsPerStep() {
        return 2;
    }
}
