// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class LaplaceVariantContractTest extends PosteriorModelContract {

    LaplaceVariantContractTest() {
        super("laplace", "{latent: 2}");
    }
}
