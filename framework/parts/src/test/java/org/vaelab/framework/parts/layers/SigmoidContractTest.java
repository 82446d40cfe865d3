// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class SigmoidContractTest extends LayerContract {

    SigmoidContractTest() {
        super("sigmoid", List.of(Shape.of(4)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(4), -2, -0.5, 0.25, 3)
                        .gives(0.119202922022, 0.377540668798, 0.562176500886, 0.952574126822));
    }
}
