// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.VariantContract;

final class VonMisesFisherVariantContractTest extends VariantContract {

    VonMisesFisherVariantContractTest() {
        super("vmf", "{latent: 2}");
    }
}
