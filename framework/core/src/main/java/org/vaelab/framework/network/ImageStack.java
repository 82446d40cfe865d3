// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;

/** Image layers, one after another. */
record ImageStack(List<ImageLayer> layers) implements ImageLayer {

    ImageStack {
        layers = List.copyOf(layers);
    }

    @Override
    public Tensor apply(Tensor images) {
        Tensor y = images;
        for (ImageLayer layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }
}
