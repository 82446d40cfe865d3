// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class LayerNormContractTest extends LayerContract {

    LayerNormContractTest() {
        super("layer-norm", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }

    /** The numbers have the mean 3 and the variance 14/4. */
    @Override
    protected List<KnownOutput> knownOutputs() {
        double scale = 1 / Math.sqrt(3.5 + 1e-5);
        return List.of(
                KnownOutput.of("{}", Shape.of(4), 1, 3, 2, 6)
                        .with("weight", 1, 1, 2, 1)
                        .with("bias", 0, 0.5, 0, 0)
                        .gives(-2 * scale, 0.5, -2 * scale, 3 * scale),
                KnownOutput.of("{}", Shape.of(2, 1, 2), 1, 3, 2, 6)
                        .gives(-2 * scale, 0, -scale, 3 * scale));
    }
}
