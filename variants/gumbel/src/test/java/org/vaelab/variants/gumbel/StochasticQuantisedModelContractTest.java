// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class StochasticQuantisedModelContractTest extends PosteriorModelContract {

    StochasticQuantisedModelContractTest() {
        super(
                "sq",
                "{positions: 2, codebookSize: 3, codeDimension: 2, variance: 8}",
                "{grid: [2, 1], codebookSize: 3, codeDimension: 1, draw: 'straight-through', variance: 2}");
    }
}
