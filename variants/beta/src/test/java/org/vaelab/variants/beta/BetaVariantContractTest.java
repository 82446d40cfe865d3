// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.vaelab.testkit.contract.VariantContract;

final class BetaVariantContractTest extends VariantContract {

    BetaVariantContractTest() {
        super(
                "beta",
                "{latent: 3, beta: 4}",
                "{latent: 3, capacity: {to: 2}}",
                "{latent: 3, constraint: {kl: 0.5}}",
                "{latent: 3, constraint: {reconstruction: -6}}");
    }
}
