// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class StickBreakingVariantContractTest extends PosteriorModelContract {

    StickBreakingVariantContractTest() {
        super("stick-breaking", "{latent: 3}");
    }
}
