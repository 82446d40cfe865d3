// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.testkit.contract.PosteriorContract;

final class PoissonContractTest extends PosteriorContract {

    PoissonContractTest() {
        super("poisson", "{latent: 1}", "{latent: 2, draw: 'discrete'}");
    }
}
