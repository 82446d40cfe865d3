// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.PosteriorContract;

final class LaplaceContractTest extends PosteriorContract {

    LaplaceContractTest() {
        super("laplace", "{latent: 1}", "{latent: 4}");
    }
}
