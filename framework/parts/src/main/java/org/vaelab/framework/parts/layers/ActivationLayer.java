// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.Locale;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * A layer that maps each number by itself. Shapes stay. It has the name of its {@link Activation}.
 */
public interface ActivationLayer extends LayerPart {

    @Override
    default Layer create(LayerInput input) {
        String constant = PartType.nameOf(this).replace('-', '_').toUpperCase(Locale.ROOT);
        Activation activation = Activation.valueOf(constant);
        return new Layer(input.seen(), List.of(), x -> Fused.activate(activation, x));
    }

    /** {@code y = max(x, 0)} (Nair and Hinton 2010). */
    @Cites("nair2010")
    @Part(value = "relu", description = "the activation max(x, 0)")
    record Relu() implements ActivationLayer {}

    /** {@code y = tanh x}. */
    @Part(value = "tanh", description = "the activation tanh x")
    record Tanh() implements ActivationLayer {}

    /** {@code y = 1 / (1 + e^-x)}. */
    @Part(value = "sigmoid", description = "the activation 1 / (1 + e^-x)")
    record Sigmoid() implements ActivationLayer {}

    /** {@code y = ln(1 + e^x)}. */
    @Part(value = "softplus", description = "the activation ln(1 + e^x)")
    record Softplus() implements ActivationLayer {}

    /** {@code y = x} above 0, {@code e^x - 1} below (Clevert et al. 2016, equation 15, alpha 1). */
    @Cites("clevert2016")
    @Part(value = "elu", description = "the activation x above 0, e^x - 1 below")
    record Elu() implements ActivationLayer {}

    /** {@code y = x} above 0, {@code slope x} below (Maas et al. 2013, equation 2). */
    @Cites("maas2013")
    @Part(value = "leaky-relu", description = "the activation x above 0, 0.01 x below")
    record LeakyRelu() implements ActivationLayer {}

    /**
     * {@code y = x Phi(x)} with the distribution function Phi of the standard Normal, by erf
     * (Hendrycks and Gimpel 2016, section 2); {@code dy/dx = Phi(x) + x phi(x)}.
     */
    @Cites("hendrycks2016")
    @Part(value = "gelu", description = "the activation x Phi(x), Phi that of the standard Normal")
    record Gelu() implements ActivationLayer {}

    /**
     * {@code y = x s} with s = sigmoid(x) (Elfwing et al. 2018); {@code dy/dx = s (1 + x (1 - s))}.
     */
    @AlsoKnownAs("swish")
    @Cites("elfwing2018")
    @Part(value = "silu", description = "the activation x sigmoid(x)")
    record Silu() implements ActivationLayer {}

    /** {@code y = x tanh(ln(1 + e^x))} (Misra 2020, equation 1). */
    @Cites("misra2020")
    @Part(value = "mish", description = "the activation x tanh(ln(1 + e^x))")
    record Mish() implements ActivationLayer {}
}
