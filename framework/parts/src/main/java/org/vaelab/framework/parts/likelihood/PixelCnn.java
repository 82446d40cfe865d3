// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.parts.pixelcnn.GatedPixelCnn;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Each pixel of a binary image given those before it, by a gated PixelCNN (van den Oord et al.
 * 2016a, 2016b) with Bernoulli conditionals:
 *
 * <pre>
 *   log p(x given z) = sum_i log p(x_i given x_1, ..., x_{i-1}, z) = sum_i [x_i l_i - softplus(l_i)]
 * </pre>
 *
 * <p>Pixels are in the order of the data, row by row. The decoder produces F numbers for each
 * pixel, which are what z is to the network: a perceptron serves, and convolutions produce them
 * position by position. One pass gives the logits of a datum that is known, so that log p(x given
 * z) is exact (teacher forcing); a draw costs the operations of one pass, a pixel at a time. The
 * mean is a sum over all values, and has no closed form.
 */
public record PixelCnn(GatedPixelCnn network) implements Likelihood {

    @Cites({"oord2016a", "oord2016b"})
    @Part(
            value = "pixelcnn",
            description =
                    "each binary pixel given those before it, by masked convolutions (gated PixelCNN)",
            paper = "van den Oord et al. (2016)")
    public record Settings(
            @Setting(value = "number of gated layers", defaultValue = "4") int layers,
            @Setting(value = "channels of each of the two stacks", defaultValue = "16")
                    int channels,
            @Setting(value = "extent of the kernels of the first layer, odd", defaultValue = "7")
                    int kernel,
            @Setting(value = "extent of the kernels of the other layers, odd", defaultValue = "3")
                    int innerKernel,
            @Setting(value = "numbers that the decoder produces per pixel", defaultValue = "4")
                    int features)
            implements LikelihoodPart {

        public Settings {
            Counts.atLeastOne("layers", layers);
            Counts.atLeastOne("channels", channels);
            GatedPixelCnn.requireKernel("kernel", kernel);
            GatedPixelCnn.requireKernel("innerKernel", innerKernel);
            Counts.atLeastOne("features", features);
        }

        @Override
        public Likelihood create(PartContext context) {
            DataShape shape = context.shape();
            if (shape.channels() != 1) {
                throw new IllegalArgumentException(
                        "likelihood pixelcnn is for images of one channel, the data are " + shape);
            }
            Grid grid = new Grid(shape.height(), shape.width());
            return new PixelCnn(
                    new GatedPixelCnn(
                            context.runtime(),
                            context.key(),
                            new GatedPixelCnn.Layout(
                                    grid, layers, channels, kernel, innerKernel, 1, 1, features)));
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.BINARY);
    }

    /**
     * {@inheritDoc} F numbers for each pixel.
     *
     * @throws IllegalArgumentException if the data are not images of one channel of the size for
     *     which this likelihood was made
     */
    @Override
    public Head head(DataShape x) {
        Grid grid = network.layout().grid();
        if (x.channels() != 1 || x.height() != grid.rows() || x.width() != grid.columns()) {
            throw new IllegalArgumentException(
                    "a PixelCNN of one channel of %s pixels has no density for data of %s"
                            .formatted(grid, x));
        }
        int width = Math.multiplyExact(grid.positions(), network.layout().features());
        return Head.of(Head.real("context", width)).onGrid(grid);
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new MaskedBernoulli.Pixels(
                headOutput,
                network.layout().grid().positions(),
                this::logits,
                (context, choice) ->
                        network.sample(context.shape().extent(0), Optional.of(context), choice));
    }

    /**
     * Returns the logits of each pixel given those before it.
     *
     * @param x [B, D]
     * @param headOutput the decoder's output, [..., B, head width]
     * @return [..., B, D]
     */
    public Tensor logits(Tensor x, Tensor headOutput) {
        return network.logits(x, Optional.of(headOutput));
    }

    /**
     * {@inheritDoc} Here it is the one bias of all logits that starts from the mean over all
     * pixels, up to what the weights add to it.
     */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        double overall = Arrays.stream(mean).average().orElseThrow();
        network.startAt(Bernoulli.logits(new double[] {overall})[0]);
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }
}
