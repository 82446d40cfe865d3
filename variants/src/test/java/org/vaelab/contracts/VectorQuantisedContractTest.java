// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.PosteriorContract;

final class VectorQuantisedContractTest extends PosteriorContract {

    VectorQuantisedContractTest() {
        super(
                "vector-quantised",
                "{positions: 2, codes: 3, width: 2}",
                "{grid: [2, 1], codes: 3, width: 1, codebook: 'gradient'}");
    }
}
