// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.VariantContract;

final class VonMisesFisherVariantContractTest extends VariantContract {

    VonMisesFisherVariantContractTest() {
        super("vmf", "{latent: 2}");
    }

    /** The concentration, for its marginal and its functions. */
    @Override
    protected int readsPerStep() {
        return 1;
    }
}
