// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A layer of the gated PixelCNN (van den Oord et al. 2016b, figure 2). The vertical stack sees the
 * rows above a pixel, and the horizontal stack the pixels to its left:
 *
 * <pre>
 *   a  = U * v + b,                    v' = tanh(a_1) sigmoid(a_2)
 *   g  = L * h + T a + C s,            h' = h + O tanh(g_1) sigmoid(g_2)
 * </pre>
 *
 * <p>Here * is a convolution, s the context, and an index selects a half of the channels. T, C and
 * O are kernels of one pixel. The input v and h of the first layer is the image: U sees the rows
 * above a pixel, L the pixels to its left, and h is not added. Later layers also see the current
 * row (U) and pixel (L), because v depends only on the rows above, and h on the pixels before.
 *
 * <p>No kernel has a masked weight: each is as large as what it may see.
 */
final class GatedLayer implements Component {

    private final int channels;
    private final int reach;
    private final boolean first;
    private final Kernel above;
    private final Kernel left;
    private final Kernel link;
    private final Optional<Kernel> context;
    private final Kernel out;

    /**
     * Draws a layer.
     *
     * @param key split by the names of its kernels
     * @param first whether it sees the image
     * @param inputs channels of what it sees
     * @param channels C, of the output
     * @param reach pixels to each side that its kernels see
     * @param features maps of the context, 0 if there is none
     */
    GatedLayer(
            TensorRuntime runtime,
            RandomKey key,
            boolean first,
            int inputs,
            int channels,
            int reach,
            int features) {
        this.channels = channels;
        this.reach = reach;
        this.first = first;
        int own = first ? 0 : 1;
        int both = Math.multiplyExact(2, channels);
        this.above =
                Kernel.biased(
                        runtime,
                        key.split("above"),
                        Shape.of(both, inputs, reach + own, 2 * reach + 1));
        this.left =
                Kernel.plain(runtime, key.split("left"), Shape.of(both, inputs, 1, reach + own));
        this.link = Kernel.biased(runtime, key.split("link"), Shape.of(both, both, 1, 1));
        this.context =
                features == 0
                        ? Optional.empty()
                        : Optional.of(
                                Kernel.plain(
                                        runtime,
                                        key.split("context"),
                                        Shape.of(both, features, 1, 1)));
        this.out = Kernel.biased(runtime, key.split("out"), Shape.of(channels, channels, 1, 1));
    }

    /** Returns the number of rows above, and columns to either side, that a kernel sees. */
    int reach() {
        return reach;
    }

    /**
     * Returns the number of rows that the vertical kernel sees, and of columns that the other does.
     */
    int extent() {
        return first ? reach : reach + 1;
    }

    /**
     * Returns a with as many rows as {@link #extent} leaves, of v with its zeros around, [N, 2C,
     * .., W].
     */
    Tensor above(Tensor padded) {
        return above.apply(padded);
    }

    /** Returns a of whole images v, [N, 2C, H, W]. */
    Tensor aboveAll(Tensor v) {
        int height = v.shape().extent(2);
        Tensor padded = v.pad(3, reach, reach).pad(2, reach, 0);
        return above(first ? padded.slice(2, 0, height + reach - 1) : padded);
    }

    /** Returns T a, [N, 2C, .., ..]. */
    Tensor linked(Tensor a) {
        return link.apply(a);
    }

    /** Returns C s, [N, 2C, H, W]; empty without a context. */
    Optional<Tensor> context(Optional<Tensor> s) {
        return context.map(kernel -> kernel.apply(s.orElseThrow()));
    }

    /** Returns L * h of h with its zeros before it, [N, 2C, .., ..]. */
    Tensor left(Tensor padded) {
        return left.apply(padded);
    }

    /** Returns L * h of whole images, [N, 2C, H, W]. */
    Tensor leftAll(Tensor h) {
        int width = h.shape().extent(3);
        Tensor padded = h.pad(3, reach, 0);
        return left(first ? padded.slice(3, 0, width + reach - 1) : padded);
    }

    /**
     * Returns the gated unit: tanh of the first half of the channels times sigmoid of the second.
     */
    Tensor gated(Tensor both) {
        Tensor value = both.slice(1, 0, channels).tanh();
        return value.mul(both.slice(1, channels, 2 * channels).sigmoid());
    }

    /**
     * Returns h'.
     *
     * @param h what came in, at the same pixels
     * @param g [N, 2C, .., ..]
     */
    Tensor next(Tensor h, Tensor g) {
        Tensor change = out.apply(gated(g));
        return first ? change : h.add(change);
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Component> kernels =
                new TreeMap<>(Map.of("above", above, "left", left, "link", link, "out", out));
        context.ifPresent(kernel -> kernels.put("context", kernel));
        return Component.named(kernels);
    }

    /**
     * A convolution without padding: the caller pads with zeros where a pixel must not be seen.
     *
     * @param weight [outputs, inputs, rows, columns]
     * @param bias one per output, or none
     */
    record Kernel(Parameter weight, List<Parameter> bias) implements Component {

        private static final ConvolutionGeometry VALID = new ConvolutionGeometry(1, 0);

        /**
         * Draws a kernel with a bias.
         *
         * @param key split by {@code weight} and {@code bias}
         * @param shape [outputs, inputs, rows, columns]
         */
        static Kernel biased(TensorRuntime runtime, RandomKey key, Shape shape) {
            int seen = seen(shape);
            Tensor bias =
                    Initializer.FAN_IN.biases(runtime, key.split("bias"), shape.extent(0), seen);
            return new Kernel(
                    weight(runtime, key, shape), List.of(Parameter.learned("bias", bias)));
        }

        /** Draws a kernel without a bias. */
        static Kernel plain(TensorRuntime runtime, RandomKey key, Shape shape) {
            return new Kernel(weight(runtime, key, shape), List.of());
        }

        private static Parameter weight(TensorRuntime runtime, RandomKey key, Shape shape) {
            int reached = shape.size() / shape.extent(1);
            return Parameter.learned(
                    "weight",
                    Initializer.FAN_IN.weights(
                            runtime, key.split("weight"), shape, seen(shape), reached));
        }

        private static int seen(Shape shape) {
            return shape.size() / shape.extent(0);
        }

        /**
         * Cross-correlates.
         *
         * @param x [N, inputs, H, W]
         * @return [N, outputs, H - rows + 1, W - columns + 1]
         */
        Tensor apply(Tensor x) {
            Tensor y = x.conv2d(weight.value(), VALID);
            return bias.isEmpty() ? y : y.add(bias.get(0).value().reshape(-1, 1, 1));
        }

        @Override
        public List<Parameter> parameters() {
            return bias.isEmpty() ? List.of(weight) : List.of(weight, bias.get(0));
        }
    }
}
