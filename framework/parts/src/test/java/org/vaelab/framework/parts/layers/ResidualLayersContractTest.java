// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class ResidualLayersContractTest extends LayerContract {

    ResidualLayersContractTest() {
        super(
                "residual",
                List.of(Shape.of(4)),
                "{layers: [{'dense': 4}, 'tanh']}",
                "{layers: [{'dense': 3}], projection: true}");
    }

    /**
     * The dense layer of the first has the numbers (1, 0, 0, 0) as its output, and the identity has
     * 0.
     */
    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{layers: [{'dense': 4}, 'tanh']}", Shape.of(4), 1, 2, 3, 4)
                        .with(
                                "0.weight",
                                new double[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                        .with("0.bias", 0, 0, 0, 0)
                        .gives(1 + Math.tanh(1), 2, 3, 4),
                KnownOutput.of("{layers: [{'dense': 3}], projection: true}", Shape.of(1), 2)
                        .with("0.weight", 1, 2, 3)
                        .with("0.bias", 0, 0, 0)
                        .with("projection.weight", 10, 20, 30)
                        .with("projection.bias", 0.5, 0, 0)
                        .gives(22.5, 44, 66));
    }
}
