// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.testkit.contract.VariantContract;

final class DipVariantContractTest extends VariantContract {

    DipVariantContractTest() {
        super(
                "dip",
                "{latent: 3, offDiagonal: 2}",
                "{latent: 2, covariance: 'aggregate', offDiagonal: 2, diagonal: 0}");
    }
}
