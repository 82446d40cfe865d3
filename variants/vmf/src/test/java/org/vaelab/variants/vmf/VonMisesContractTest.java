// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorContract;

final class VonMisesContractTest extends PosteriorContract {

    VonMisesContractTest() {
        super("von-mises", "{latent: 1}", "{latent: 2}");
    }
}
