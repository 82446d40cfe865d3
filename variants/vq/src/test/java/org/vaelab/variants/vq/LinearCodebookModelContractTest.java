// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class LinearCodebookModelContractTest extends PosteriorModelContract {

    LinearCodebookModelContractTest() {
        super(
                "simvq",
                "{positions: 2, codebookSize: 3, codeDimension: 2}",
                "{positions: 1, codebookSize: 4, codeDimension: 2, gradient: 'rotation'}");
    }
}
