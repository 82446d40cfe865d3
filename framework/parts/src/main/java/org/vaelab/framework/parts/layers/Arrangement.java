// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A layer without parameters that changes the shape of a row. */
public interface Arrangement extends LayerPart {

    /**
     * Returns the shape of the output.
     *
     * @throws IllegalArgumentException if there is none
     */
    Shape output(LayerInput input);

    /** Returns what becomes of x [N, seen], before it gets the shape of the output. */
    default UnaryOperator<Tensor> arranging(Shape seen) {
        return x -> x;
    }

    @Override
    default Layer create(LayerInput input) {
        Shape output = output(input);
        UnaryOperator<Tensor> arranging = arranging(input.seen());
        return new Layer(
                output,
                List.of(),
                x -> arranging.apply(x).reshape(output.prepend(x.shape().extent(0))));
    }

    /** All numbers of a row as a vector. */
    @Part(value = "flatten", description = "all numbers of a row as a vector")
    record Flatten() implements Arrangement {

        @Override
        public boolean takesVectors() {
            return true;
        }

        @Override
        public Shape output(LayerInput input) {
            return Shape.of(input.seen().size());
        }
    }

    /** The same numbers in the same order as a vector, or as an image. */
    @Part(value = "reshape", description = "the same numbers as a vector or as an image")
    record Reshape(
            @Setting("the shape: [features], or [channels, rows, columns]") List<Integer> shape)
            implements Arrangement {

        public Reshape {
            shape = Counts.atLeastOneWidth("shape", shape);
        }

        @Override
        public Shape output(LayerInput input) {
            Shape target = Shape.of(shape.stream().mapToInt(Integer::intValue).toArray());
            if (target.size() != input.seen().size() || target.rank() % 2 == 0) {
                throw new IllegalArgumentException(
                        "%s numbers have no shape %s\nset [features], or [channels, rows, columns]"
                                .formatted(input.seen().size(), target));
            }
            return target;
        }
    }

    /**
     * The largest or the mean number of each square of an image, {@code y_ij = max_ab
     * x_(is+a)(js+b)} with a and b from 0 to s - 1. Rows and columns that fill no square are left
     * out, as in {@code nn.MaxPool2d} and {@code nn.AvgPool2d}. Equal largest numbers share the
     * gradient; PyTorch gives it to the first.
     */
    @AlsoKnownAs({"maxPool", "maxPool2d", "avgPool2d", "averagePool"})
    @Part(value = "pool", description = "the largest or the mean number of each square of an image")
    record Pool(
            @Setting(value = "rows and columns of a square, at least 1", defaultValue = "2")
                    int size,
            @Setting(value = "which number of a square", defaultValue = "max") Kind kind)
            implements Arrangement {

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

        @Override
        public Shape output(LayerInput input) {
            Shape seen = input.image();
            int most = Math.min(seen.extent(1), seen.extent(2));
            if (size > most) {
                throw new IllegalArgumentException(
                        "a square of " + size + " does not fit\nsize may be at most " + most);
            }
            return Shape.of(seen.extent(0), seen.extent(1) / size, seen.extent(2) / size);
        }

        @Override
        public UnaryOperator<Tensor> arranging(Shape seen) {
            int rows = seen.extent(1) / size;
            int columns = seen.extent(2) / size;
            Shape squares = Shape.of(seen.extent(0), rows, size, columns, size);
            return x -> {
                Tensor whole = x.slice(2, 0, rows * size).slice(3, 0, columns * size);
                Tensor each = whole.reshape(squares.prepend(x.shape().extent(0)));
                return kind == Kind.MAX ? each.max(3, 5) : each.mean(3, 5);
            };
        }
    }

    /**
     * Each pixel as a square of equal pixels: {@code y_ij = x_(i div f)(j div f)}, as in {@code
     * nn.Upsample} with mode nearest.
     */
    @Part(value = "upsample", description = "each pixel of an image as a square of equal pixels")
    record Upsample(
            @Setting(value = "rows and columns of a square, at least 1", defaultValue = "2")
                    int factor)
            implements Arrangement {

        public Upsample {
            Counts.atLeastOne("factor", factor);
        }

        @Override
        public Shape output(LayerInput input) {
            Shape seen = input.image();
            return Shape.of(
                    seen.extent(0),
                    Math.multiplyExact(seen.extent(1), factor),
                    Math.multiplyExact(seen.extent(2), factor));
        }

        @Override
        public UnaryOperator<Tensor> arranging(Shape seen) {
            Shape pixels = Shape.of(seen.extent(0), seen.extent(1), 1, seen.extent(2), 1);
            Shape squares = pixels.with(2, factor).with(4, factor);
            return x -> {
                int n = x.shape().extent(0);
                return x.reshape(pixels.prepend(n)).broadcastTo(squares.prepend(n));
            };
        }
    }
}
