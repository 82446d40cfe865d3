// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;

/** Layers applied one after another. */
@Internal
public record Sequential(List<Network> layers) implements Network {

    public Sequential {
        layers = List.copyOf(layers);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = x;
        for (Network layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }
}
