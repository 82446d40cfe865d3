// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class SigmoidContractTest extends LayerContract {

    SigmoidContractTest() {
        super("sigmoid", List.of(Shape.of(4)));
    }
}
