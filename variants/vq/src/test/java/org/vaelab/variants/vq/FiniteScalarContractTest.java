// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorContract;

final class FiniteScalarContractTest extends PosteriorContract {

    FiniteScalarContractTest() {
        super(
                "fsq",
                "{positions: 2, levels: [3]}",
                "{grid: [1, 1], levels: [2, 3]}",
                "{positions: 2, levels: [4, 2]}");
    }
}
