// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import org.vaelab.framework.data.DataShape;
import org.vaelab.testkit.contract.ModelContract;

/** On images of 4x3, whose grids are 4x3, 2x2 and 1x1. */
final class TopDownContractTest extends ModelContract {

    TopDownContractTest() {
        super(
                "top-down",
                "{stages: '1x1, 2x1', width: 6, latent: 2, bottleneck: 0.5, encoderBlocks: 2,"
                        + " activation: 'silu', family: 'laplace'}",
                "{stages: '1x1, 4x2', width: 4, latent: 1}");
    }

    @Override
    protected DataShape shape() {
        return new DataShape(1, 4, 3);
    }
}
