// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class DenseContractTest extends LayerContract {

    DenseContractTest() {
        super("dense", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{width: 3}", "{width: 2}");
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{width: 3}", Shape.of(2), 1, 2)
                        .with("weight", new double[] {1, 2, 3, 4, 5, 6})
                        .with("bias", 0.5, 0, -0.5)
                        .gives(9.5, 12, 14.5),
                KnownOutput.of("{width: 2}", Shape.of(1, 2, 1), 1, 2)
                        .with("weight", 1, 2, 3, 4)
                        .with("bias", 0, 1)
                        .gives(7, 11));
    }
}
