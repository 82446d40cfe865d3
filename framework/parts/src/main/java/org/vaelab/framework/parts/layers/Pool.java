// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The largest or the mean number of each square of an image, {@code y_ij = max_ab x_(is+a)(js+b)} with a
 * and b from 0 to s - 1. Rows and columns that fill no square are left out, as in PyTorch's {@code
 * nn.MaxPool2d} and {@code nn.AvgPool2d}. Equal largest numbers share the gradient; PyTorch gives it to the
 * first.
 */
@Part(
        value = "pool",
        description = "the largest or the mean number of each square of an image")
public record Pool(
        @Setting(value = "rows and columns of a square, at least 1", defaultValue = "2") int size,
        @Setting(value = "which number of a square", defaultValue = "max") Kind kind)
        implements LayerPart {

    /** What stands for a square. */
    public enum Kind {
        /** The largest number. */
        MAX,
        /** The mean. */
        AVERAGE
    }

    public Pool {
        Counts.atLeastOne("size", size);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if no square fits
     */
    @Override
    public Layer create(LayerInput input) {
        Shape seen = input.image();
        Shape output = Shape.of(seen.extent(0), seen.extent(1) / size, seen.extent(2) / size);
        if (output.size() == 0) {
            throw new IllegalArgumentException(
                    "a square of %s does not fit\nsize may be at most %s"
                            .formatted(size, Math.min(seen.extent(1), seen.extent(2))));
        }
        return new Layer(output, List.of(), x -> pooled(x, output));
    }

    private Tensor pooled(Tensor x, Shape output) {
        int rows = output.extent(1);
        int columns = output.extent(2);
        Tensor squares =
                x.slice(2, 0, rows * size)
                        .slice(3, 0, columns * size)
                        .reshape(
                                x.shape().extent(0), output.extent(0), rows, size, columns, size);
        return kind == Kind.MAX ? squares.max(3, 5) : squares.mean(3, 5);
    }
}
