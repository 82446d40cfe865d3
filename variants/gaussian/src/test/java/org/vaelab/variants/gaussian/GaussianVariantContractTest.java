// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.VariantContract;

final class GaussianVariantContractTest extends VariantContract {

    GaussianVariantContractTest() {
        super("gaussian", "{latent: 2}");
    }
}
