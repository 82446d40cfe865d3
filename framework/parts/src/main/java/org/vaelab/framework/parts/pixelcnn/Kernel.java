// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

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
        Tensor bias = Initializer.FAN_IN.biases(runtime, key.split("bias"), shape.extent(0), seen);
        return new Kernel(weight(runtime, key, shape), List.of(Parameter.learned("bias", bias)));
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
