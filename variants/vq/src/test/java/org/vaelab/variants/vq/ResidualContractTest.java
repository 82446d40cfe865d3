// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorContract;

final class ResidualContractTest extends PosteriorContract {

    ResidualContractTest() {
        super(
                "residual",
                "{positions: 1, stages: 2, quantiser: {type: 'fsq', levels: [3]}}",
                "{grid: [2, 1], stages: 2, quantiser: {type: 'vector-quantised', codebookSize: 3, codeDimension: 2}}",
                "{positions: 1, stages: 3, dropout: 0.5, quantiser: {type: 'fsq', levels: [3]}}");
    }
}
