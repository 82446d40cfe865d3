// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.testkit.contract.PosteriorContract;

final class BinarySphericalContractTest extends PosteriorContract {

    BinarySphericalContractTest() {
        super("bsq", "{positions: 2, bits: 2}", "{grid: [2, 1], bits: 2}");
    }
}
