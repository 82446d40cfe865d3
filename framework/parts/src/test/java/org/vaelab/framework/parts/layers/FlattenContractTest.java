// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class FlattenContractTest extends LayerContract {

    FlattenContractTest() {
        super("flatten", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(3), 1, 2, 3).gives(1, 2, 3),
                KnownOutput.of("{}", Shape.of(2, 1, 2), 1, 2, 3, 4).gives(1, 2, 3, 4));
    }
}
