// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PresetContract;

final class KumaraswamyVariantContractTest extends PresetContract {

    KumaraswamyVariantContractTest() {
        super("kumaraswamy", "{latent: 2}");
    }
}
