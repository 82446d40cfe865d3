// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class ReluContractTest extends LayerContract {

    ReluContractTest() {
        super("relu", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        double[] expected = {0, 0, 0.25, 3};
        return List.of(
                KnownOutput.of("{}", Shape.of(4), -2, -0.5, 0.25, 3).gives(expected),
                KnownOutput.of("{}", Shape.of(2, 1, 2), -2, -0.5, 0.25, 3).gives(expected));
    }
}
