// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Layer normalisation (Ba et al. 2016, equations 3 and 4): {@code y = w (x - m) / sqrt(v + epsilon) + b}, with m
 * and v the mean and the variance of all numbers of a row, of an image too. w and b have the shape of a
 * row and start at 1 and 0, as those of PyTorch's {@code nn.LayerNorm}.
 */
@Part(
        value = "layer-norm",
        description = "every row with mean 0 and variance 1, then scaled and shifted by number",
        paper = "Ba et al. (2016), eq. 3 and 4")
public record LayerNorm(
        @Setting(value = "added to the variance, above 0", defaultValue = "1e-5") double epsilon)
        implements LayerPart {

    public LayerNorm {
        Counts.positive("epsilon", epsilon);
    }

    @Override
    public Layer create(LayerInput input) {
        Shape shape = input.seen();
        TensorRuntime runtime = input.context().runtime();
        Parameter weight = Parameter.learned("weight", runtime.ones(shape));
        Parameter bias = Parameter.learned("bias", runtime.zeros(shape));
        return new Layer(
                shape,
                List.of(weight, bias),
                x ->
                        Standardized.of(x.reshape(x.shape().extent(0), shape.size()), epsilon, -1)
                                .value()
                                .reshape(x.shape())
                                .mul(weight.value())
                                .add(bias.value()));
    }
}
