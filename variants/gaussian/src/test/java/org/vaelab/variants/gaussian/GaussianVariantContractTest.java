// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PresetContract;

final class GaussianVariantContractTest extends PresetContract {

    GaussianVariantContractTest() {
        super("diagonal-normal", "{latent: 2}");
    }
}
