// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class ResidualLayersContractTest extends LayerContract {

    ResidualLayersContractTest() {
        super(
                "residual",
                List.of(Shape.of(4)),
                "{layers: [{'dense': 4}, 'tanh']}",
                "{layers: [{'dense': 3}], projection: true}");
    }
}
