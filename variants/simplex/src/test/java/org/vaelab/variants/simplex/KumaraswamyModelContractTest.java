// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class KumaraswamyModelContractTest extends PosteriorModelContract {

    KumaraswamyModelContractTest() {
        super("kumaraswamy", "{latent: 2}");
    }
}
