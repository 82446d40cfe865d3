// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class KumaraswamyVariantContractTest extends PosteriorModelContract {

    KumaraswamyVariantContractTest() {
        super("kumaraswamy", "{latent: 2}");
    }
}
