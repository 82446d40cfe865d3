// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorContract;

final class LinearCodebookContractTest extends PosteriorContract {

    LinearCodebookContractTest() {
        super(
                "simvq",
                "{positions: 2, codebookSize: 3, codeDimension: 2}",
                "{grid: [1, 1], codebookSize: 4, codeDimension: 2, gradient: 'rotation'}");
    }
}
