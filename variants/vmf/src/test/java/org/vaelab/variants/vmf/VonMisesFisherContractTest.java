// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorContract;

final class VonMisesFisherContractTest extends PosteriorContract {

    VonMisesFisherContractTest() {
        super(
                "von-mises-fisher",
                "{latent: 1}",
                "{latent: 2}",
                "{latent: 4}",
                "{latent: 2, concentration: 10}");
    }
}
