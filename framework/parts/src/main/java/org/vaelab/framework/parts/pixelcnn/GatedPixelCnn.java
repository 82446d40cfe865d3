// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The gated PixelCNN (van den Oord et al. 2016b) of images of a number of channels. The logits of
 * each pixel are a function of the pixels before it, row by row, and of an optional context s of F
 * numbers at each pixel:
 *
 * <pre>
 *   l_i = f_i(x_1, ..., x_{i-1}, s)
 * </pre>
 *
 * <p>One pass gives the logits of all pixels. A pixel sees the pixels above it and to its left
 * within the summed reach of the kernels, without a blind spot. Two convolutions of one pixel, each
 * after a ReLU, follow the last {@link GatedLayer}.
 *
 * <p>Deviation from the paper: the context enters only the horizontal stack of each layer. The
 * vertical stack, the more expensive one, is then one pass for all draws of z that share x.
 */
public final class GatedPixelCnn implements Component {

    /**
     * The layout of the network.
     *
     * @param grid rows and columns of an image
     * @param layers gated layers, at least 1
     * @param channels of each stack, at least 1
     * @param kernel extent of the first layer's kernels before they are cut, odd, at least 3
     * @param innerKernel that of the others
     * @param inputs numbers of a pixel, at least 1
     * @param outputs logits of a pixel, at least 1
     * @param features F, maps of the context, 0 if there is none
     */
    public record Layout(
            Grid grid,
            int layers,
            int channels,
            int kernel,
            int innerKernel,
            int inputs,
            int outputs,
            int features) {

        public Layout {
            Counts.atLeastOne("layers", layers);
            Counts.atLeastOne("channels", channels);
            Counts.atLeastOne("inputs", inputs);
            Counts.atLeastOne("outputs", outputs);
            requireKernel("kernel", kernel);
            requireKernel("innerKernel", innerKernel);
        }
    }

    private final Layout layout;
    private final List<GatedLayer> layers = new ArrayList<>();
    private final GatedLayer.Kernel hidden;
    private final GatedLayer.Kernel output;

    /** Draws the network. Its weights start as those of plain convolutions, by what they see. */
    public GatedPixelCnn(TensorRuntime runtime, RandomKey key, Layout layout) {
        this.layout = layout;
        int c = layout.channels();
        for (int l = 0; l < layout.layers(); l++) {
            int extent = l == 0 ? layout.kernel() : layout.innerKernel();
            layers.add(
                    new GatedLayer(
                            runtime,
                            key.split("layer").fold(l),
                            l == 0,
                            l == 0 ? layout.inputs() : c,
                            c,
                            extent / 2,
                            layout.features()));
        }
        this.hidden = GatedLayer.Kernel.biased(runtime, key.split("hidden"), Shape.of(c, c, 1, 1));
        this.output =
                GatedLayer.Kernel.biased(
                        runtime, key.split("output"), Shape.of(layout.outputs(), c, 1, 1));
    }

    public static int requireKernel(String key, int extent) {
        if (extent < 3 || extent % 2 == 0) {
            throw new SettingException(key, "must be odd and at least 3, is " + extent);
        }
        return extent;
    }

    public Layout layout() {
        return layout;
    }

    /**
     * Returns the logits of all pixels, each given those before it.
     *
     * @param x the numbers of a pixel side by side, [B, pixels inputs]
     * @param context s, [..., B, pixels F], the F numbers of a pixel side by side. Leading axes are
     *     of draws that share x. Present where the layout has features
     * @return [..., B, pixels outputs]
     */
    public Tensor logits(Tensor x, Optional<Tensor> context) {
        Tensor v = maps(x, layout.inputs());
        Tensor h = v;
        Optional<Tensor> s = context.map(all -> maps(all, layout.features()));
        GatedLayer last = layers.get(layers.size() - 1);
        for (GatedLayer layer : layers) {
            Tensor a = layer.aboveAll(v);
            Tensor linked = layer.linked(a);
            Tensor g = layer.context(s).map(added -> shared(added, linked)).orElse(linked);
            h = layer.next(h, shared(g, layer.leftAll(h)));
            v = layer == last ? v : layer.gated(a);
        }
        Shape rows = context.orElse(x).shape().range(0, -1);
        int width = layout.grid().positions() * layout.outputs();
        return logits(h).permute(0, 2, 3, 1).reshape(rows.append(width));
    }

    /**
     * Adds to draws of all data what is the same in all draws of a datum, or has a row for each.
     */
    private static Tensor shared(Tensor all, Tensor each) {
        int rows = each.shape().extent(0);
        if (all.shape().extent(0) == rows) {
            return all.add(each);
        }
        Shape by = each.shape().prepend(all.shape().extent(0) / rows);
        return all.reshape(by).add(each).reshape(all.shape());
    }

    /** Returns numbers that lie pixel by pixel as maps, [N, count, H, W]. */
    private Tensor maps(Tensor numbers, int count) {
        Grid grid = layout.grid();
        int rows = numbers.shape().range(0, -1).size();
        return numbers.reshape(rows, grid.rows(), grid.columns(), count).permute(0, 3, 1, 2);
    }

    /** Returns the logits of what the horizontal stack ends with, [N, outputs, .., ..]. */
    Tensor logits(Tensor h) {
        return output.apply(hidden.apply(h.relu()).relu());
    }

    /**
     * Draws images, pixel by pixel. Nothing is computed twice: the draw costs the operations of one
     * pass, cut into a piece a pixel. Unrecorded.
     *
     * @param images N
     * @param context [N, pixels F]
     * @param choice of the numbers of a pixel, [N, inputs], given its logits, [N, outputs]
     * @return [N, pixels inputs]
     */
    public Tensor sample(int images, Optional<Tensor> context, MaskedAutoencoder.Choice choice) {
        Optional<Tensor> s = context.map(all -> maps(all.stopGradient(), layout.features()));
        return runtime().unrecorded(() -> new RasterDraw(this, layers, images, s, choice).all());
    }

    TensorRuntime runtime() {
        return output.weight().value().runtime();
    }

    /** Overwrites the last layer, so that all logits are 0. */
    public void startAtZero() {
        for (Parameter parameter : output.parameters()) {
            parameter.assign(runtime().zeros(parameter.value().shape()));
        }
    }

    /**
     * Overwrites the bias of the logits.
     *
     * @param logit of a pixel
     */
    public void startAt(double logit) {
        Parameter bias = output.bias().get(0);
        bias.assign(runtime().tensor(new double[] {logit}, Shape.of(1)));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        Component.numbered(layers).forEach(p -> all.add(p.within("layer")));
        hidden.parameters().forEach(p -> all.add(p.within("hidden")));
        output.parameters().forEach(p -> all.add(p.within("output")));
        return all;
    }
}
