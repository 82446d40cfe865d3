// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.function.BinaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A convolution of images, {@code y = W * x + b}, with square kernels W and one bias per channel, b
 * [F].
 */
public interface ConvolutionPart extends LayerPart {

    /** Returns the channels of the output. */
    @Setting("channels of the output, at least 1")
    int channels();

    /** Returns the rows and columns of the kernels. */
    @Setting(value = "rows and columns of the kernels, at least 1", defaultValue = "3")
    int kernel();

    /**
     * Returns the layer of a product.
     *
     * @param kernels the shape of W; W and b start uniform on +-1/sqrt(n), n the product of its
     *     extents after the first
     * @param product of x and W
     */
    private static Layer layer(
            LayerInput input, Shape output, Shape kernels, BinaryOperator<Tensor> product) {
        int n = kernels.from(1).size();
        Parameter weight = input.drawn("weight", kernels, n);
        Parameter bias = input.drawn("bias", Shape.of(output.extent(0), 1, 1), n);
        return new Layer(
                output,
                List.of(weight, bias),
                x -> product.apply(x, weight.value()).add(bias.value()));
    }

    /**
     * A convolution, with x [N, C, H, W] and kernels [F, C, k, k]. An extent h becomes {@code
     * floor((h + 2 padding - k) / stride) + 1} (Dumoulin and Visin 2016, relationship 6).
     * Parameters start uniform on +-1/sqrt(C k^2), as in {@code nn.Conv2d}.
     */
    @AlsoKnownAs({"conv2d", "conv"})
    @Part(value = "convolution", description = "a convolution of images; no padding unless set")
    record Convolution(
            int channels,
            int kernel,
            @Setting(value = "step from one output to the next, at least 1", defaultValue = "1")
                    int stride,
            @Setting(value = "rows and columns of zeros on each side", defaultValue = "0")
                    int padding)
            implements ConvolutionPart {

        public Convolution {
            Counts.atLeastOne("channels", channels);
            Counts.atLeastOne("kernel", kernel);
            new ConvolutionGeometry(stride, padding);
        }

        @Override
        public Layer create(LayerInput input) {
            Shape kernels = Shape.of(channels, input.image().extent(0), kernel, kernel);
            ConvolutionGeometry geometry = new ConvolutionGeometry(stride, padding);
            Shape output = geometry.output(input.seen().prepend(1), kernels).from(1);
            return layer(input, output, kernels, (x, w) -> x.conv2d(w, geometry));
        }
    }

    /**
     * The transpose of a convolution, with x [N, C, H, W] and kernels [C, F, k, k]. An extent h
     * becomes {@code (h - 1) stride - 2 padding + k + outputPadding} (Dumoulin and Visin 2016,
     * relationship 14). Parameters start uniform on +-1/sqrt(F k^2), as in {@code
     * nn.ConvTranspose2d}, which counts the channels of the output.
     */
    @AlsoKnownAs({"convTranspose2d", "conv2dTranspose", "deconvolution"})
    @Cites("dumoulin2016")
    @Part(
            value = "transposed-convolution",
            description = "the transpose of a convolution of images; no padding unless set",
            paper = "Dumoulin and Visin (2016), relationship 14")
    record Transposed(
            int channels,
            int kernel,
            @Setting(value = "step from one input to the next, at least 1", defaultValue = "1")
                    int stride,
            @Setting(value = "rows and columns left out on each side", defaultValue = "0")
                    int padding,
            @Setting(
                            value = "rows and columns added at the end, below the stride",
                            defaultValue = "0")
                    int outputPadding)
            implements ConvolutionPart {

        public Transposed {
            Counts.atLeastOne("channels", channels);
            Counts.atLeastOne("kernel", kernel);
            new ConvolutionGeometry(stride, padding);
        }

        @Override
        public Layer create(LayerInput input) {
            Shape seen = input.image();
            Shape kernels = Shape.of(seen.extent(0), channels, kernel, kernel);
            ConvolutionGeometry geometry = new ConvolutionGeometry(stride, padding);
            Shape output =
                    Shape.of(
                            channels,
                            geometry.transposedOutput(seen.extent(1), kernel, outputPadding),
                            geometry.transposedOutput(seen.extent(2), kernel, outputPadding));
            return layer(
                    input,
                    output,
                    kernels,
                    (x, w) -> x.convTranspose2d(w, geometry, outputPadding));
        }
    }
}
