// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class GroupNormContractTest extends LayerContract {

    GroupNormContractTest() {
        super("group-norm", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{groups: 2}", "{groups: 1}");
    }

    /**
     * The groups have the means 2 and 4 and the variances 1 and 4; all have 3 and 14/4, also as
     * channels of two pixels.
     */
    @Override
    protected List<KnownOutput> knownOutputs() {
        double all = 1 / Math.sqrt(3.5 + 1e-5);
        double first = 1 / Math.sqrt(1 + 1e-5);
        double second = 2 / Math.sqrt(4 + 1e-5);
        return List.of(
                KnownOutput.of("{groups: 2}", Shape.of(4), 1, 3, 2, 6)
                        .with("weight", 1, 1, 2, 1)
                        .with("bias", 0, 0.5, 0, 0)
                        .gives(-first, first + 0.5, -2 * second, second),
                KnownOutput.of("{groups: 1}", Shape.of(2, 1, 2), 1, 3, 2, 6)
                        .with("weight", 1, 2)
                        .with("bias", 0, 0.5)
                        .gives(-2 * all, 0, -2 * all + 0.5, 6 * all + 0.5));
    }
}
