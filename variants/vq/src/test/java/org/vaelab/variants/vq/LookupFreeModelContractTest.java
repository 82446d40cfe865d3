// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class LookupFreeModelContractTest extends PosteriorModelContract {

    LookupFreeModelContractTest() {
        super(
                "lfq",
                "{positions: 2, bits: 2}",
                "{grid: [2, 1], bits: 2, entropyBits: 1, commitment: 0}");
    }
}
