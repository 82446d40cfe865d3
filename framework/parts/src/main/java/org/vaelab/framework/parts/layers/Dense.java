// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * An affine map of all numbers of a row, {@code y = x W + b}, with x [N, I], W [I, O] and b [O]. An
 * image is read as a vector. W and b start uniform on +-1/sqrt(I), as in PyTorch's {@code
 * nn.Linear}.
 */
@AlsoKnownAs({"linear", "fullyConnected", "fc"})
@Part(value = "dense", description = "an affine map of all numbers of a row, x W + b")
public record Dense(@Setting("numbers of the output, at least 1") int width) implements LayerPart {

    public Dense {
        Counts.atLeastOne("width", width);
    }

    @Override
    public boolean takesVectors() {
        return true;
    }

    @Override
    public Layer create(LayerInput input) {
        int inputs = input.seen().size();
        Linear linear = new Linear(input.weights(), inputs, width, Activation.IDENTITY);
        return new Layer(
                Shape.of(width),
                linear.parameters(),
                x -> linear.apply(x.reshape(x.shape().extent(0), inputs)));
    }
}
