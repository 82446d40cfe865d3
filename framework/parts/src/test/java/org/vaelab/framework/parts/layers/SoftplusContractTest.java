// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class SoftplusContractTest extends LayerContract {

    SoftplusContractTest() {
        super("softplus", List.of(Shape.of(4)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(4), -2, -0.5, 0.25, 3)
                        .gives(0.126928011043, 0.47407698418, 0.825939419879, 3.04858735157));
    }
}
