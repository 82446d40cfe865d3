// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

/** With the trace of two hidden layers, and with unit vectors for one. */
final class DiffusionContractTest extends PriorContract {

    DiffusionContractTest() {
        super(
                "diffusion",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{hidden: [5, 4], steps: 16}",
                "{hidden: [6], steps: 20, leastNoise: 0.1}");
    }

    /** Each density solves a differential equation. */
    @Override
    protected boolean drawsAreCheap() {
        return false;
    }
}
