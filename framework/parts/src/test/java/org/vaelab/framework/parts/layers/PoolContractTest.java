// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class PoolContractTest extends LayerContract {

    PoolContractTest() {
        super(
                "pool",
                List.of(Shape.of(2, 4, 6)),
                "{}",
                "{size: 3, kind: 'average'}",
                "{kind: 'average'}");
    }

    /** Of two rows of four, and of three rows of three whose sum is 54. */
    @Override
    protected List<KnownOutput> knownOutputs() {
        Shape two = Shape.of(1, 2, 4);
        return List.of(
                KnownOutput.of("{}", two, 1, 2, 3, 4, 5, 6, 7, 9).gives(6, 9),
                KnownOutput.of("{kind: 'average'}", two, 1, 2, 3, 4, 5, 6, 7, 9).gives(3.5, 5.75),
                KnownOutput.of(
                                "{size: 3, kind: 'average'}",
                                Shape.of(1, 3, 3),
                                new double[] {1, 2, 3, 4, 5, 6, 7, 8, 18})
                        .gives(6));
    }
}
