// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class ResidualModelContractTest extends PosteriorModelContract {

    ResidualModelContractTest() {
        super(
                "residual",
                "{positions: 1, stages: 2, quantiser: {type: 'fsq', levels: [3]}}",
                "{positions: 2, stages: 2, quantiser: {type: 'vector-quantised', codebookSize: 3, codeDimension: 2}}");
    }
}
