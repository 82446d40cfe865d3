// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * How kernels move over rows and columns: convolutions and pooling. Data of one axis, [N, C, L],
 * are images of one row.
 *
 * @param images [N, C, H, W]
 * @param kernel its extents, without dilation
 * @param before zeros before rows and columns
 * @param after zeros after them
 */
record Windows(
        Tensor images, int[] kernel, int[] strides, int[] dilations, int[] before, int[] after) {

    /**
     * Returns the windows of a node whose first operand is the images, and whose kernel has these
     * extents.
     */
    static Windows of(Operands x, int[] kernelShape) {
        Tensor given = x.tensor(0);
        int axes = given.shape().rank() - 2;
        if (axes < 1 || axes > 2) {
            throw new IllegalArgumentException(
                    "is applied to %s; expected rows or images".formatted(given.shape()));
        }
        x.requireText("auto_pad", "NOTSET", "VALID");
        int[] pads = x.integers("pads", new int[2 * axes]);
        return new Windows(
                rows(given),
                image(kernelShape, 1),
                image(x.integers("strides").orElse(ones(axes)), 1),
                image(x.integers("dilations").orElse(ones(axes)), 1),
                image(Arrays.copyOf(pads, axes), 0),
                image(Arrays.copyOfRange(pads, axes, 2 * axes), 0));
    }

    private static int[] ones(int n) {
        return IntStream.generate(() -> 1).limit(n).toArray();
    }

    /** Returns values of rows and columns, of which one axis has those of columns alone. */
    private static int[] image(int[] values, int absent) {
        return values.length == 2 ? values : new int[] {absent, values[0]};
    }

    static Tensor rows(Tensor x) {
        return x.shape().rank() == 3 ? x.expandDims(2) : x;
    }

    /** Returns how many places a dilated kernel spans. */
    private int reach(int i) {
        return (kernel[i] - 1) * dilations[i] + 1;
    }

    private Optional<Integer> evenPadding() {
        return before[0] == before[1] && Arrays.equals(before, after)
                ? Optional.of(before[0])
                : Optional.empty();
    }

    /** Pads by a value; negative numbers cut off. */
    static Tensor pad(Tensor x, int axis, int before, int after, double value) {
        int extent = x.shape().extent(axis);
        Tensor cut = x.slice(axis, Math.max(0, -before), extent - Math.max(0, -after));
        int first = Math.max(0, before);
        int last = Math.max(0, after);
        if (first + last == 0) {
            return cut;
        }
        if (value == 0) {
            return cut.pad(axis, first, last);
        }
        List<Tensor> parts = new ArrayList<>(List.of(cut));
        if (first > 0) {
            parts.add(0, x.runtime().full(value, cut.shape().with(axis, first)));
        }
        if (last > 0) {
            parts.add(x.runtime().full(value, cut.shape().with(axis, last)));
        }
        return Tensor.concatenate(parts, axis);
    }

    /** Puts zeros between the elements of an axis. */
    private static Tensor spread(Tensor x, int axis, int distance) {
        if (distance == 1) {
            return x;
        }
        int n = x.shape().extent(axis);
        return x.expandDims(axis + 1)
                .pad(axis + 1, 0, distance - 1)
                .reshape(x.shape().with(axis, n * distance))
                .slice(axis, 0, (n - 1) * distance + 1);
    }

    private static Tensor every(Tensor x, int axis, int step) {
        int n = x.shape().extent(axis);
        int[] places = IntStream.iterate(0, i -> i < n, i -> i + step).toArray();
        return GraphValue.Computed.take(x, axis, places);
    }

    private Tensor dilated(Tensor kernels) {
        return spread(spread(kernels, 2, dilations[0]), 3, dilations[1]);
    }

    // ------------------------------------------------------------------------- convolutions

    static Tensor convolve(Operands x) {
        Tensor kernels = rows(x.tensor(1));
        Windows windows = of(x, x.shape(1).from(2).toArray());
        Tensor dilated = windows.dilated(kernels);
        Tensor y = windows.grouped(dilated, x.integer("group", 1), false, windows::convolved);
        return windows.finished(y, x);
    }

    private Tensor convolved(Tensor x, Tensor kernels) {
        boolean equal = strides[0] == strides[1];
        Optional<Integer> even = evenPadding();
        Tensor padded =
                even.isPresent()
                        ? x
                        : pad(pad(x, 2, before[0], after[0], 0), 3, before[1], after[1], 0);
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(equal ? strides[0] : 1, even.orElse(0));
        Tensor y = padded.conv2d(kernels, geometry);
        return equal ? y : every(every(y, 2, strides[0]), 3, strides[1]);
    }

    static Tensor transposed(Operands x) {
        if (x.attribute("output_shape").isPresent()) {
            throw new IllegalArgumentException("has the attribute output_shape; expected pads");
        }
        Windows windows = of(x, x.shape(1).from(2).toArray());
        int axes = x.shape(1).rank() - 2;
        int[] beyond = image(x.integers("output_padding").orElse(new int[axes]), 0);
        Tensor dilated = windows.dilated(rows(x.tensor(1)));
        Tensor y =
                windows.grouped(
                        dilated,
                        x.integer("group", 1),
                        true,
                        (part, kernels) -> windows.transposed(part, kernels, beyond));
        return windows.finished(y, x);
    }

    private Tensor transposed(Tensor x, Tensor kernels, int[] beyond) {
        boolean equal = strides[0] == strides[1];
        Optional<Integer> even = evenPadding().filter(p -> equal && beyond[0] == beyond[1]);
        if (even.isPresent()) {
            return x.convTranspose2d(
                    kernels, new ConvolutionGeometry(strides[0], even.get()), beyond[0]);
        }
        Tensor spread = equal ? x : spread(spread(x, 2, strides[0]), 3, strides[1]);
        Tensor whole =
                spread.convTranspose2d(
                        kernels, new ConvolutionGeometry(equal ? strides[0] : 1, 0), 0);
        Tensor rows = pad(whole, 2, -before[0], beyond[0] - after[0], 0);
        return pad(rows, 3, -before[1], beyond[1] - after[1], 0);
    }

    private Tensor grouped(
            Tensor kernels, int groups, boolean isTransposed, BinaryOperator<Tensor> convolution) {
        if (groups == 1) {
            return convolution.apply(images, kernels);
        }
        int channels = images.shape().extent(1) / groups;
        int each = isTransposed ? channels : kernels.shape().extent(0) / groups;
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            parts.add(
                    convolution.apply(
                            images.slice(1, i * channels, (i + 1) * channels),
                            kernels.slice(0, i * each, (i + 1) * each)));
        }
        return Tensor.concatenate(parts, 1);
    }

    /** Adds the bias, the third operand, and returns to one axis if the node has one. */
    private Tensor finished(Tensor y, Operands x) {
        Tensor biased = x.has(2) ? y.add(x.tensor(2).reshape(-1, 1, 1)) : y;
        return x.shape(0).rank() == 4 ? biased : ofColumns(biased);
    }

    private static Tensor ofColumns(Tensor y) {
        return y.reshape(y.shape().range(0, 2).append(y.shape().extent(3)));
    }

    // ------------------------------------------------------------------------------ pooling

    static Tensor maximum(Operands x) {
        if (x.node().getOutputCount() > 1) {
            throw new IllegalArgumentException("returns indices, which cannot be used");
        }
        Windows windows = of(x, x.integers("kernel_shape").orElseThrow());
        Tensor y = windows.images;
        for (int i = 0; i < 2; i++) {
            y = windows.pooled(y, i, windows.outputs(i, x), true, -Float.MAX_VALUE);
        }
        return x.shape(0).rank() == 4 ? y : ofColumns(y);
    }

    /** Returns means: of the zeros around an image, too, if count_include_pad is set. */
    static Tensor average(Operands x) {
        Windows windows = of(x, x.integers("kernel_shape").orElseThrow());
        boolean counts = x.integer("count_include_pad", 0) != 0;
        Tensor y = windows.images;
        for (int i = 0; i < 2; i++) {
            int outputs = windows.outputs(i, x);
            Shape along = i == 0 ? Shape.of(outputs, 1) : Shape.of(outputs);
            Tensor sum = windows.pooled(y, i, outputs, false, 0);
            y = sum.div(x.runtime().tensor(windows.counts(i, outputs, counts), along));
        }
        return x.shape(0).rank() == 4 ? y : ofColumns(y);
    }

    private int outputs(int i, Operands x) {
        int n = images.shape().extent(2 + i);
        int room = n + before[i] + after[i] - reach(i);
        if (x.integer("ceil_mode", 0) == 0) {
            return room / strides[i] + 1;
        }
        int most = (room + strides[i] - 1) / strides[i] + 1;
        // A window starts within the image, or before it.
        return (most - 1) * strides[i] >= n + before[i] ? most - 1 : most;
    }

    private Tensor pooled(Tensor x, int i, int outputs, boolean takesMaximum, double around) {
        int axis = 2 + i;
        int needed = (outputs - 1) * strides[i] + reach(i);
        Tensor padded =
                pad(x, axis, before[i], needed - before[i] - x.shape().extent(axis), around);
        if (kernel[i] == strides[i] && dilations[i] == 1) {
            Shape shape = padded.shape();
            Shape blocks =
                    shape.range(0, axis).append(outputs, kernel[i]).append(shape.from(axis + 1));
            Tensor block = padded.reshape(blocks);
            return takesMaximum ? block.max(axis + 1) : block.sum(axis + 1);
        }
        Tensor folded = null;
        for (int offset = 0; offset < kernel[i]; offset++) {
            int from = offset * dilations[i];
            int[] places = IntStream.range(0, outputs).map(t -> from + t * strides[i]).toArray();
            Tensor part = GraphValue.Computed.take(padded, axis, places);
            folded = folded == null ? part : takesMaximum ? folded.maximum(part) : folded.add(part);
        }
        return Objects.requireNonNull(folded);
    }

    private double[] counts(int i, int outputs, boolean withPadding) {
        int low = withPadding ? -before[i] : 0;
        int high = images.shape().extent(2 + i) + (withPadding ? after[i] : 0);
        double[] counts = new double[outputs];
        for (int t = 0; t < outputs; t++) {
            for (int offset = 0; offset < kernel[i]; offset++) {
                int place = t * strides[i] - before[i] + offset * dilations[i];
                counts[t] += place >= low && place < high ? 1 : 0;
            }
        }
        return counts;
    }
}
