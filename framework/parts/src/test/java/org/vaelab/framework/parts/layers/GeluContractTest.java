// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class GeluContractTest extends LayerContract {

    GeluContractTest() {
        super("gelu", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        double[] expected = {-0.0455002638964, -0.154268769363, 0.149676581421, 2.99595030591};
        return List.of(
                KnownOutput.of("{}", Shape.of(4), -2, -0.5, 0.25, 3).gives(expected),
                KnownOutput.of("{}", Shape.of(2, 1, 2), -2, -0.5, 0.25, 3).gives(expected));
    }
}
