// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * A perceptron that tells draws of two distributions a and b apart. It minimises the cross-entropy
 * in nats,
 *
 * <pre>
 *   1/2 E_a[softplus(-l(z))] + 1/2 E_b[softplus(l(z))],
 * </pre>
 *
 * <p>whose minimum over all functions l is at {@code l(z) = log a(z) - log b(z)} (Goodfellow et al.
 * 2014, proposition 1). So {@code E_a[l(z)]} estimates {@code KL(a || b)}. It is neither a bound
 * nor unbiased: it is as good as the critic.
 *
 * @param parameters weight and bias of each layer, in order
 * @param activation of the hidden layers
 * @param optimizer that the parameters follow
 */
public record Critic(List<Parameter> parameters, Activation activation, OptimizerSettings optimizer)
        implements Component {

    /** The section {@code critic} of a regulariser. */
    public record Settings(
            @Setting(value = "widths of its hidden layers", defaultValue = "[256, 256]")
                    List<Integer> hidden,
            @Setting(value = "activation of its hidden layers", defaultValue = "elu")
                    Activation activation,
            @Setting(
                            value = "its own optimiser",
                            defaultValue =
                                    "{\"type\": \"adam\", \"learningRate\": 1e-4, \"beta1\": 0.5,"
                                            + " \"beta2\": 0.9}")
                    OptimizerSettings optimizer) {

        public Settings {
            hidden = Counts.widths("hidden", hidden);
        }

        /**
         * Makes a critic with drawn weights.
         *
         * @param inputs the numbers of one value
         */
        Critic create(PartContext context, int inputs) {
            Mlp drawn =
                    new Mlp(
                            context.runtime(),
                            context.key().split("critic"),
                            inputs,
                            hidden,
                            1,
                            activation,
                            Initializer.FAN_IN);
            List<Parameter> named =
                    drawn.parameters().stream().map(p -> p.within("critic")).toList();
            return new Critic(named, activation, optimizer);
        }
    }

    public Critic {
        parameters = List.copyOf(parameters);
    }

    /**
     * Returns l(z), with a gradient in the critic.
     *
     * @param z [..., numbers]
     * @return [...]
     */
    Tensor of(Tensor z) {
        return logits(z, 0, weight -> weight);
    }

    /**
     * Returns the output of a hidden layer, with a gradient in the critic; see {@link
     * #heldFeatures}.
     */
    Tensor features(Tensor z, int layer) {
        return layers(z, 0, layer, weight -> weight);
    }

    /** Returns l(z) of z with these {@link #features}. */
    Tensor ofFeatures(Tensor features, int layer) {
        return logits(features, layer, weight -> weight);
    }

    /** Returns l(z) without a gradient in the critic, for the loss of the model. */
    Tensor held(Tensor z) {
        return logits(z, 0, Tensor::stopGradient);
    }

    /**
     * Returns the output of a hidden layer without a gradient in the critic.
     *
     * @param layer its number, from 1
     * @return [..., width of the layer]
     */
    Tensor heldFeatures(Tensor z, int layer) {
        return layers(z, 0, layer, Tensor::stopGradient);
    }

    private Tensor logits(Tensor z, int from, UnaryOperator<Tensor> weights) {
        Tensor y = layers(z, from, parameters.size() / 2, weights);
        return y.reshape(y.shape().range(0, y.shape().rank() - 1));
    }

    private Tensor layers(Tensor z, int from, int to, UnaryOperator<Tensor> weights) {
        Tensor y = z;
        for (int i = 2 * from; i < 2 * to; i += 2) {
            Tensor weight = weights.apply(parameters.get(i).value());
            Tensor bias = weights.apply(parameters.get(i + 1).value());
            boolean last = i + 2 == parameters.size();
            y = Fused.dense(y, weight, bias, last ? Activation.IDENTITY : activation);
        }
        return y;
    }

    /** Returns what the critic minimises, for draws of a and of b that pass no gradient. */
    Tensor loss(Tensor a, Tensor b) {
        Tensor ofA = of(a.stopGradient()).neg().softplus().mean();
        Tensor ofB = of(b.stopGradient()).softplus().mean();
        return ofA.add(ofB).mul(0.5);
    }
}
