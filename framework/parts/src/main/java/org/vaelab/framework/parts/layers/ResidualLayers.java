// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Layers beside the identity, {@code y = x + f(x)} (He et al. 2016, equation 1). With a projection
 * it is {@code y = P x + f(x)} where f changes the shape (equation 2): P is a dense layer of
 * vectors, and of images a convolution of kernel 1, with the stride that leads to their extents.
 */
@Cites("he2016")
@Part(
        value = "residual",
        description = "the output of layers added to what reaches them, x + f(x)",
        paper = "He et al. (2016), eqs. 1 and 2")
public record ResidualLayers(
        @Setting("layers f, as in a list: [layer-norm, {dense: 400}, gelu]")
                List<WrittenLayer> layers,
        @Setting(
                        value =
                                "whether an affine map P takes x to the shape of f(x) where f changes"
                                        + " it: P x + f(x)",
                        defaultValue = "false")
                boolean projection)
        implements LayerPart {

    /** Returns the block of layers f, without a projection. */
    public static ResidualLayers of(LayerPart... layers) {
        return new ResidualLayers(Arrays.stream(layers).map(WrittenLayer::of).toList(), false);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if f changes the shape and there is no projection to it
     */
    @Override
    public Layer create(LayerInput input) {
        Layer f = input.inside("residual", layers);
        Layer p =
                projection && !f.output().equals(input.seen())
                        ? projection(input, f.output())
                        : new Layer(input.seen(), List.of(), x -> x);
        if (!p.output().equals(f.output())) {
            throw new IllegalArgumentException(
                    "its layers end in %s, which cannot be added to %s\nend them in %2$s, or set"
                                    .formatted(f.output(), p.output())
                            + " {residual: {layers: [...], projection: true}}");
        }
        List<Parameter> all = new ArrayList<>(f.parameters());
        p.parameters().forEach(parameter -> all.add(parameter.within("projection")));
        return new Layer(
                f.output(),
                all,
                (x, pass) -> p.function().of(x, pass).add(f.function().of(x, pass)));
    }

    private static Layer projection(LayerInput input, Shape to) {
        Shape from = input.seen();
        LayerPart affine = new Dense(to.size());
        if (to.rank() == 3) {
            int stride = (input.image().extent(1) + to.extent(1) - 1) / to.extent(1);
            affine = new ConvolutionPart.Convolution(to.extent(0), 1, stride, 0);
        }
        return affine.create(
                new LayerInput(input.context().forPart("projection"), from, input.place()));
    }
}
