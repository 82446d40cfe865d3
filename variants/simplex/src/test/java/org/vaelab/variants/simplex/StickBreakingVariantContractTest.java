// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PresetContract;

final class StickBreakingVariantContractTest extends PresetContract {

    StickBreakingVariantContractTest() {
        super("stick-breaking", "{latent: 3}");
    }
}
