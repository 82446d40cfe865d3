// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Makes the encoders and decoders of a model. A record with the settings is the part.
 *
 * <p>It states its layers in the order in which a network applies them. A {@code hidden} of [200,
 * 400] leads in an encoder from x over 200 and 400 numbers to the head, and in a decoder from z
 * over 200 and 400 numbers to the head. Weights are drawn under the key of the context. What an
 * architecture cannot do, such as to read texts, it rejects with an {@link
 * IllegalArgumentException} that names it and a remedy.
 *
 * <p>Its keys may stand in the section {@code network} beside those of {@link NetworkSettings}, so
 * they have other names.
 */
@ExtensionPoint("architecture")
public interface Architecture {

    /**
     * Makes an encoder.
     *
     * @return from [..., seen.size() + beside] to [..., head.width()]
     * @throws IllegalArgumentException if it does not fit the data or the head
     */
    Network encoder(EncoderInput input, Head head);

    /**
     * Makes a decoder.
     *
     * @return from [..., width + beside] to [..., head.width()]
     * @throws IllegalArgumentException if it does not fit the data, the grid or the head
     */
    Decoder decoder(DecoderInput input, Head head);

    /**
     * Returns the architecture of the decoder where a config names that of the encoder alone: the
     * same layers in reverse. Empty: a config must name that of the decoder.
     */
    Optional<Architecture> mirrored();

    /**
     * Returns these settings with the checksums of the files that they name, which tie a run to
     * their content. It is called when a config is read. By default this.
     */
    default Architecture pinned() {
        return this;
    }

    /** Returns whether its encoder reads texts, and nothing else. By default it reads none. */
    default boolean readsTexts() {
        return false;
    }

    /** Returns the activation of hidden layers. */
    @Setting(value = "activation of the hidden layers", defaultValue = "relu")
    @AlsoKnownAs({"nonlinearity", "activationFunction", "activationFn", "act"})
    default Activation activation() {
        return Activation.RELU;
    }

    /** Returns the distribution of initial weights. */
    @Setting(value = "distribution of the initial weights", defaultValue = "fan-in")
    @AlsoKnownAs({"init", "initialization", "weightInit"})
    default Initializer initializer() {
        return Initializer.FAN_IN;
    }

    /** Returns the widths of dense hidden layers; none if it has no such key. */
    @AlsoKnownAs({
        "hiddenDims",
        "hiddenDim",
        "hiddenSizes",
        "hiddenSize",
        "hiddenLayers",
        "hiddenUnits",
        "layers",
        "width"
    })
    default List<Integer> hidden() {
        return List.of();
    }

    /**
     * Returns whether a decoder has these layers if latent variables lie on a grid. By default it
     * does.
     */
    default boolean isDenseOnGrids() {
        return true;
    }

    /**
     * Makes a network between two latent variables of a hierarchy, by default a perceptron.
     *
     * @return from [..., width] to [..., head.width()]
     */
    default Network between(LatentInput input, Head head) {
        return perceptron(input, false, head);
    }

    /** Makes a perceptron between two latent variables, whose hidden layers may be gated. */
    default Network perceptron(LatentInput input, boolean gated, Head head) {
        return new Mlp(
                weights(input.context()),
                input.width(),
                input.hidden(),
                head.width(),
                input.activation(),
                Activation.IDENTITY,
                gated);
    }

    /** Returns initial weights under the key of a context. */
    default InitialWeights weights(PartContext context) {
        return new InitialWeights(context.runtime(), context.key(), initializer());
    }

    /** Returns layers in reverse. */
    static List<Integer> reversed(List<Integer> layers) {
        List<Integer> reversed = new ArrayList<>(layers);
        Collections.reverse(reversed);
        return reversed;
    }

    /**
     * What an encoder sees: [..., seen.size() + beside].
     *
     * @param context the runtime, the key of the weights, and a summary of the data
     * @param seen the shape of x as {@link DataView} shows it, with the masks of missing values as
     *     further numbers or channels
     * @param beside how many further numbers follow x, such as those of a condition
     */
    record EncoderInput(PartContext context, DataShape seen, int beside) {}

    /**
     * What a decoder sees, and of what data: [..., width + beside].
     *
     * @param context the runtime, the key of the weights, and a summary of the data
     * @param width how many numbers z has
     * @param grid on which z lies, if on one
     * @param beside how many numbers of a condition follow z
     * @param data the shape of x
     */
    record DecoderInput(
            PartContext context, int width, Optional<Grid> grid, int beside, DataShape data) {}

    /**
     * What a network between two latent variables sees, and its layers: [..., width].
     *
     * @param context the runtime and the key of the weights
     * @param width how many numbers it sees
     * @param grid on which they lie, if on one
     * @param hidden widths of its hidden layers, or channels of convolutions between grids
     * @param activation of its hidden layers
     */
    record LatentInput(
            PartContext context,
            int width,
            Optional<Grid> grid,
            List<Integer> hidden,
            Activation activation) {}
}
