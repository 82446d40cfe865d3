// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;

/**
 * A convolution of images, {@code y = W * x + b}, with x [N, C, H, W], kernels W [F, C, k, k] and b [F]. An
 * extent h becomes {@code floor((h + 2 padding - k) / stride) + 1} (Dumoulin and Visin 2016,
 * relationship 6). W and b start uniform on +-1/sqrt(C k^2), as those of PyTorch's {@code nn.Conv2d}.
 */
@Part(
        value = "convolution",
        description = "a convolution of images; no padding unless set",
        paper = "Dumoulin and Visin (2016), relationship 6")
public record Convolution(
        @Setting("channels of the output, at least 1") int channels,
        @Setting(value = "rows and columns of the kernels, at least 1", defaultValue = "3")
                int kernel,
        @Setting(value = "step from one output to the next, at least 1", defaultValue = "1")
                int stride,
        @Setting(value = "rows and columns of zeros on each side", defaultValue = "0") int padding)
        implements LayerPart {

    public Convolution {
        Counts.atLeastOne("channels", channels);
        Counts.atLeastOne("kernel", kernel);
        Counts.atLeastOne("stride", stride);
        Counts.notNegative("padding", padding);
    }

    @Override
    public Layer create(LayerInput input) {
        Shape seen = input.image();
        Shape shape = Shape.of(channels, seen.extent(0), kernel, kernel);
        ConvolutionGeometry geometry = new ConvolutionGeometry(stride, padding);
        Shape output = geometry.output(seen.prepend(1), shape).from(1);
        int inputs = shape.from(1).size();
        Parameter weight = input.drawn("weight", shape, inputs);
        Parameter bias = input.drawn("bias", Shape.of(channels), inputs);
        return new Layer(
                output,
                List.of(weight, bias),
                x ->
                        x.conv2d(weight.value(), geometry)
                                .add(bias.value().reshape(channels, 1, 1)));
    }
}
