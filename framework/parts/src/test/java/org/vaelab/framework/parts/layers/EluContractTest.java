// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class EluContractTest extends LayerContract {

    EluContractTest() {
        super("elu", List.of(Shape.of(4)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(4), -2, -0.5, 0.25, 3)
                        .gives(-0.864664716763, -0.393469340287, 0.25, 3));
    }
}
