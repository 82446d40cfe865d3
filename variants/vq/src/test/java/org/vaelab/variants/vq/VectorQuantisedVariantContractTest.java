// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.VariantContract;

final class VectorQuantisedVariantContractTest extends VariantContract {

    VectorQuantisedVariantContractTest() {
        super(
                "vq",
                "{positions: 3, codebookSize: 4, codeDimension: 2}",
                "{positions: 3, codebookSize: 4, codeDimension: 2, codebook: 'gradient', deadCodeThreshold: 0.5}");
    }
}
