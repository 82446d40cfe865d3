// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import org.vaelab.testkit.contract.ModelContract;

final class TopDownContractTest extends ModelContract {

    TopDownContractTest() {
        super(
                "top-down",
                "{stages: 1x2, width: 6, latent: 2, bottleneck: 0.5, encoderBlocks: 2, activation:"
                        + " silu}");
    }
}
