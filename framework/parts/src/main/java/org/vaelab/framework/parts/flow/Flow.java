// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;

/**
 * Bijections one after another.
 *
 * @param layers in the order in which {@link #forward} takes them, at least one
 */
public record Flow(List<Bijection> layers) implements Bijection {

    public Flow {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a flow needs at least one layer");
        }
    }

    @Override
    public Mapped forward(Tensor x, Optional<Tensor> context) {
        return through(layers, x, (layer, value) -> layer.forward(value, context));
    }

    @Override
    public Mapped inverse(Tensor y, Optional<Tensor> context) {
        List<Bijection> back = new ArrayList<>(layers);
        Collections.reverse(back);
        return through(back, y, (layer, value) -> layer.inverse(value, context));
    }

    private static Mapped through(
            List<Bijection> order, Tensor start, BiFunction<Bijection, Tensor, Mapped> step) {
        Tensor value = start;
        List<Tensor> logScales = new ArrayList<>();
        for (Bijection layer : order) {
            Mapped mapped = step.apply(layer, value);
            value = mapped.value();
            logScales.add(mapped.logScales());
        }
        return new Mapped(value, Tensor.concatenate(logScales, -1));
    }

    /** Returns the parameters of the layers, numbered from 0. */
    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }
}
