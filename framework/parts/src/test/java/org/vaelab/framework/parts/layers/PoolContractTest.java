// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class PoolContractTest extends LayerContract {

    PoolContractTest() {
        super(
                "pool",
                List.of(Shape.of(2, 4, 6)),
                "{}",
                "{size: 3, kind: 'average'}",
                "{kind: 'average'}");
    }
}
