// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PresetContract;

final class LaplaceVariantContractTest extends PresetContract {

    LaplaceVariantContractTest() {
        super("laplace", "{latent: 2}");
    }
}
