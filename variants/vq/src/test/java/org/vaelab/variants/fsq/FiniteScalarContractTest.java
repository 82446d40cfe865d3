// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.fsq;

import org.vaelab.testkit.contract.PosteriorContract;

final class FiniteScalarContractTest extends PosteriorContract {

    FiniteScalarContractTest() {
        super(
                "finite-scalar",
                "{positions: 2, levels: [3]}",
                "{positions: 1, levels: [2, 3]}",
                "{positions: 2, levels: [4, 2]}");
    }
}
