// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Shape;

/**
 * Layers beside the identity, {@code y = x + f(x)} (He et al. 2016, equation 1). With a projection it is
 * {@code y = P x + f(x)} where f changes the shape (equation 2): P is a dense layer of vectors, and a
 * convolution of kernel 1 of images, with the stride that reaches the extents.
 */
@Part(
        value = "residual",
        description = "the output of layers added to what reaches them, x + f(x)",
        paper = "He et al. (2016), eq. 1 and 2")
public record ResidualLayers(
        @Setting("layers f, as in a list: [layer-norm, {dense: 400}, gelu]") List<WrittenLayer> layers,
        @Setting(
                        value =
                                "whether an affine map P takes x to the shape of f(x) where f changes"
                                        + " it: P x + f(x)",
                        defaultValue = "false")
                boolean projection)
        implements LayerPart {

    public ResidualLayers {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw SettingException.about("layers", "one layer at least is needed");
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if f changes the shape and there is no projection to it
     */
    @Override
    public Layer create(LayerInput input) {
        Layer f = input.inside("residual", layers);
        if (f.output().equals(input.seen())) {
            return new Layer(
                    f.output(), f.parameters(), (x, pass) -> x.add(f.function().of(x, pass)));
        }
        if (!projection) {
            throw new IllegalArgumentException(
                    "its layers end in %s, which cannot be added to %s\nend them in %2$s, or set"
                            .formatted(f.output(), input.seen())
                            + " {residual: {layers: [...], projection: true}}");
        }
        Layer p =
                projection(input.seen(), f.output())
                        .create(
                                new LayerInput(
                                        input.context().forPart("projection"),
                                        input.seen(),
                                        input.place()));
        List<Parameter> all = new ArrayList<>(f.parameters());
        p.parameters().forEach(parameter -> all.add(parameter.within("projection")));
        return new Layer(
                f.output(),
                all,
                (x, pass) -> p.function().of(x, pass).add(f.function().of(x, pass)));
    }

    private static LayerPart projection(Shape from, Shape to) {
        if (to.rank() == 1) {
            return new Dense(to.size());
        }
        return stride(from, to)
                .map(stride -> new Convolution(to.extent(0), 1, stride, 0))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no stride of a projection leads from %s to %s"
                                                .formatted(from, to)));
    }

    /** Returns the stride s with {@code floor((h - 1) / s) + 1} rows, and columns likewise. */
    private static Optional<Integer> stride(Shape from, Shape to) {
        for (int s = 1; from.rank() == 3 && s <= from.extent(1); s++) {
            if ((from.extent(1) - 1) / s + 1 == to.extent(1)
                    && (from.extent(2) - 1) / s + 1 == to.extent(2)) {
                return Optional.of(s);
            }
        }
        return Optional.empty();
    }
}
