// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class VonMisesFisherModelContractTest extends PosteriorModelContract {

    VonMisesFisherModelContractTest() {
        super("von-mises-fisher", "{latent: 2}");
    }

    /** The concentration, for its marginal and its functions. */
    @Override
    protected int readsPerStep() {
        return 1;
    }
}
