// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class GaussianModelContractTest extends PosteriorModelContract {

    GaussianModelContractTest() {
        super("diagonal-normal", "{latent: 2}");
    }
}
