// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

/** On the plane and on the sphere, whose density is integrated over S^2. */
final class FlowMatchingContractTest extends PriorContract {

    FlowMatchingContractTest() {
        super(
                "flow-matching",
                List.of(
                        ConfiguredPart.of("toy-normal", "{latent: 2}"),
                        ConfiguredPart.of("toy-sphere", "{latent: 2}")),
                "{hidden: [5, 4], steps: 16}");
    }

    /** Each density solves a differential equation. */
    @Override
    protected boolean drawsAreCheap() {
        return false;
    }
}
