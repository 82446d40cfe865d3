// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class FiniteScalarModelContractTest extends PosteriorModelContract {

    FiniteScalarModelContractTest() {
        super(
                "fsq",
                "{positions: 2, levels: [3]}",
                "{positions: 1, levels: [2, 3]}",
                "{positions: 2, levels: [4, 2]}");
    }
}
