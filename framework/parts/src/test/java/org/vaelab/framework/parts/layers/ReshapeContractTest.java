// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class ReshapeContractTest extends LayerContract {

    ReshapeContractTest() {
        super(
                "reshape",
                List.of(Shape.of(48), Shape.of(2, 4, 6)),
                "{shape: [3, 4, 4]}",
                "{shape: [48]}");
    }
}
