// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class UpsampleContractTest extends LayerContract {

    UpsampleContractTest() {
        super("upsample", List.of(Shape.of(2, 4, 6)), "{}", "{factor: 3}");
    }

    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{}", Shape.of(2, 1, 2), 1, 2, 3, 4)
                        .gives(new double[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}),
                KnownOutput.of("{factor: 3}", Shape.of(1, 1, 2), 1, 2)
                        .gives(
                                new double[] {
                                    1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2
                                }));
    }
}
