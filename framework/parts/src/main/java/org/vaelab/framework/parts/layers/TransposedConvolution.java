// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;

/**
 * The transpose of a convolution, with x [N, C, H, W], kernels [C, F, k, k] and b [F]. An extent h becomes
 * {@code (h - 1) stride - 2 padding + k + outputPadding} (Dumoulin and Visin 2016, relationship 14). The
 * parameters start uniform on +-1/sqrt(F k^2), as those of PyTorch's {@code nn.ConvTranspose2d}, which counts
 * the channels of the output.
 */
@Part(
        value = "transposed-convolution",
        description = "the transpose of a convolution of images; no padding unless set",
        paper = "Dumoulin and Visin (2016), relationship 14")
public record TransposedConvolution(
        @Setting("channels of the output, at least 1") int channels,
        @Setting(value = "rows and columns of the kernels, at least 1", defaultValue = "3")
                int kernel,
        @Setting(value = "step from one input to the next, at least 1", defaultValue = "1")
                int stride,
        @Setting(value = "rows and columns left out on each side", defaultValue = "0") int padding,
        @Setting(
                        value = "rows and columns added at the end, below the stride",
                        defaultValue = "0")
                int outputPadding)
        implements LayerPart {

    public TransposedConvolution {
        Counts.atLeastOne("channels", channels);
        Counts.atLeastOne("kernel", kernel);
        Counts.atLeastOne("stride", stride);
        Counts.notNegative("padding", padding);
        if (outputPadding < 0 || outputPadding >= stride) {
            throw new SettingException(
                    "outputPadding",
                    "must be at least 0 and below the stride, is " + outputPadding);
        }
    }

    @Override
    public Layer create(LayerInput input) {
        Shape seen = input.image();
        Shape shape = Shape.of(seen.extent(0), channels, kernel, kernel);
        ConvolutionGeometry geometry = new ConvolutionGeometry(stride, padding);
        Shape output =
                Shape.of(
                        channels,
                        geometry.transposedOutput(seen.extent(1), kernel, outputPadding),
                        geometry.transposedOutput(seen.extent(2), kernel, outputPadding));
        int counted = shape.from(1).size();
        Parameter weight = input.drawn("weight", shape, counted);
        Parameter bias = input.drawn("bias", Shape.of(channels), counted);
        return new Layer(
                output,
                List.of(weight, bias),
                x ->
                        x.convTranspose2d(weight.value(), geometry, outputPadding)
                                .add(bias.value().reshape(channels, 1, 1)));
    }
}
