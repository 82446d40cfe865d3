// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class UpsampleContractTest extends LayerContract {

    UpsampleContractTest() {
        super("upsample", List.of(Shape.of(2, 4, 6)), "{}", "{factor: 3}");
    }
}
