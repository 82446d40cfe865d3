// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.VariantContract;

final class VectorQuantisedVariantContractTest extends VariantContract {

    VectorQuantisedVariantContractTest() {
        super(
                "vq",
                "{positions: 3, codes: 4, width: 2}",
                "{positions: 3, codes: 4, width: 2, codebook: 'gradient', revival: 0.5}");
    }
}
