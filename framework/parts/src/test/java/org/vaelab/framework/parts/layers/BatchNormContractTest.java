// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class BatchNormContractTest extends LayerContract {

    BatchNormContractTest() {
        super("batch-norm", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }
}
