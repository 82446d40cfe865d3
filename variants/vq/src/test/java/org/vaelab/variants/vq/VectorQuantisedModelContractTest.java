// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class VectorQuantisedModelContractTest extends PosteriorModelContract {

    VectorQuantisedModelContractTest() {
        super(
                "vector-quantised",
                "{positions: 3, codebookSize: 4, codeDimension: 2}",
                "{positions: 3, codebookSize: 4, codeDimension: 2, codebook: 'gradient', deadCodeThreshold: 0.5}");
    }
}
