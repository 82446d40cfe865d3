// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class BinarySphericalModelContractTest extends PosteriorModelContract {

    BinarySphericalModelContractTest() {
        super("bsq", "{positions: 2, bits: 2}");
    }
}
