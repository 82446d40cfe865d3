// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.LayerContract;

final class TransposedConvolutionContractTest extends LayerContract {

    TransposedConvolutionContractTest() {
        super(
                "transposed-convolution",
                List.of(Shape.of(2, 4, 6)),
                "{channels: 3}",
                "{channels: 2, kernel: 4, stride: 2, padding: 1, outputPadding: 1}");
    }
}
