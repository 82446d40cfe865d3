// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The gated PixelCNN (van den Oord et al. 2016b) of binary images of one channel. The logit of each
 * pixel is a function of the pixels before it, row by row, and of a context s of F numbers at each
 * pixel:
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
     * @param features F, maps of the context, at least 1
     */
    public record Layout(
            Grid grid, int layers, int channels, int kernel, int innerKernel, int features) {

        public Layout {
            Counts.atLeastOne("layers", layers);
            Counts.atLeastOne("channels", channels);
            Counts.atLeastOne("features", features);
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
                            c,
                            extent / 2,
                            layout.features()));
        }
        this.hidden = GatedLayer.Kernel.biased(runtime, key.split("hidden"), Shape.of(c, c, 1, 1));
        this.output = GatedLayer.Kernel.biased(runtime, key.split("output"), Shape.of(1, c, 1, 1));
    }

    public static int requireKernel(String key, int extent) {
        if (extent < 3 || extent % 2 == 0) {
            throw new IllegalArgumentException(key + " must be odd and at least 3, is " + extent);
        }
        return extent;
    }

    public Layout layout() {
        return layout;
    }

    /**
     * Returns the logits of all pixels, each given those before it.
     *
     * @param x [B, pixels]
     * @param context s, [..., B, pixels F], the F numbers of a pixel side by side. Leading axes are of
     *     draws that share x
     * @return [..., B, pixels]
     */
    public Tensor logits(Tensor x, Tensor context) {
        Grid grid = layout.grid();
        Tensor v = x.reshape(x.shape().extent(0), 1, grid.rows(), grid.columns());
        Tensor h = v;
        Tensor s = maps(context);
        GatedLayer last = layers.get(layers.size() - 1);
        for (GatedLayer layer : layers) {
            Tensor a = layer.aboveAll(v);
            Tensor g = shared(layer.context(s), layer.linked(a));
            h = layer.next(h, shared(g, layer.leftAll(h)));
            v = layer == last ? v : layer.gated(a);
        }
        return logits(h).reshape(context.shape().range(0, -1).append(grid.positions()));
    }

    /** Adds to draws of all data what is the same in all draws of a datum, or has a row for each. */
    private static Tensor shared(Tensor all, Tensor each) {
        int rows = each.shape().extent(0);
        if (all.shape().extent(0) == rows) {
            return all.add(each);
        }
        Shape by = each.shape().prepend(all.shape().extent(0) / rows);
        return all.reshape(by).add(each).reshape(all.shape());
    }

    /** Returns the context as maps, [N, F, H, W]. */
    private Tensor maps(Tensor context) {
        Grid grid = layout.grid();
        int rows = context.shape().range(0, -1).size();
        Tensor pixels = context.reshape(rows, grid.rows(), grid.columns(), layout.features());
        return pixels.permute(0, 3, 1, 2);
    }

    /** Returns the logits of what the horizontal stack ends with, [N, 1, .., ..]. */
    Tensor logits(Tensor h) {
        return output.apply(hidden.apply(h.relu()).relu());
    }

    /**
     * Draws images, pixel by pixel. Nothing is computed twice: the draw costs the operations of one
     * pass, cut into a piece a pixel. Unrecorded.
     *
     * @param context [N, pixels F]
     * @param choice of a pixel, [N, 1], given its logits
     * @return [N, pixels]
     */
    public Tensor sample(Tensor context, MaskedAutoencoder.Choice choice) {
        return new RasterDraw(this, layers, maps(context.stopGradient()), choice).all();
    }

    /**
     * Overwrites the bias of the logits.
     *
     * @param logit of a pixel
     */
    public void startAt(double logit) {
        Parameter bias = output.bias().get(0);
        bias.assign(bias.value().runtime().tensor(new double[] {logit}, Shape.of(1)));
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
