// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Each pixel as a square of equal pixels: {@code y_ij = x_(i div f)(j div f)}, as PyTorch's {@code
 * nn.Upsample} with mode nearest.
 */
@Part(value = "upsample", description = "each pixel of an image as a square of equal pixels")
public record Upsample(
        @Setting(value = "rows and columns of a square, at least 1", defaultValue = "2")
                int factor)
        implements LayerPart {

    public Upsample {
        Counts.atLeastOne("factor", factor);
    }

    @Override
    public Layer create(LayerInput input) {
        Shape seen = input.image();
        int rows = seen.extent(1);
        int columns = seen.extent(2);
        Shape output =
                Shape.of(
                        seen.extent(0),
                        Math.multiplyExact(rows, factor),
                        Math.multiplyExact(columns, factor));
        return new Layer(
                output,
                List.of(),
                x -> {
                    int n = x.shape().extent(0);
                    Tensor pixels = x.reshape(n, seen.extent(0), rows, 1, columns, 1);
                    return pixels.broadcastTo(
                                    Shape.of(n, seen.extent(0), rows, factor, columns, factor))
                            .reshape(output.prepend(n));
                });
    }
}
