// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.testkit.contract.VariantContract;

final class BetaTcVariantContractTest extends VariantContract {

    BetaTcVariantContractTest() {
        super(
                "beta-tc",
                "{latent: 3, beta: 4}",
                "{latent: 2, alpha: 0, beta: 2, gamma: 0.5, estimate: 'stratified'}");
    }
}
