// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class LaplaceModelContractTest extends PosteriorModelContract {

    LaplaceModelContractTest() {
        super("laplace", "{latent: 2}");
    }
}
