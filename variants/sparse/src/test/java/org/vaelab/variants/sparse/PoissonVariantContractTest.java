// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PresetContract;

final class PoissonVariantContractTest extends PresetContract {

    PoissonVariantContractTest() {
        super("poisson", "{latent: 3}");
    }
}
