// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class DropoutContractTest extends LayerContract {

    DropoutContractTest() {
        super("dropout", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{}", "{rate: 0.2}", "{rate: 0}");
    }

    /** Nothing is left out in evaluation. */
    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(2), 1, -2).gives(1, -2),
                KnownOutput.of("{rate: 0.2}", Shape.of(1, 2, 1), 1, -2).gives(1, -2),
                KnownOutput.of("{rate: 0}", Shape.of(2), 1, -2).inTraining().gives(1, -2));
    }
}
