// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The section {@code network} of a config. Keys that an architecture does not have are refused with
 * it, and absent.
 *
 * @param encoder the architecture, also of the decoder
 * @param hidden widths of the encoder's dense hidden layers, mirrored in the decoder; by default 400
 *     and 400 of a perceptron, and 256 after convolutions
 * @param activation of the hidden layers
 * @param initializer distribution of initial weights
 * @param outputBias whether the decoder starts from the mean of the training data
 * @param channels of the strided convolutions, one each; by default 32, 32, 64, 64 where there are
 *     no residual blocks, and 64, 128 where there are
 * @param kernel rows and columns of the strided convolutions' kernels, by default 4
 * @param blocks number of residual blocks, by default 2
 * @param residualWidth channels inside of a residual block, by default 32
 * @param latentHidden widths of the hidden layers between two latent variables of a hierarchy, by
 *     default 200 and 200; of convolutions between variables on grids their channels, by default 64 and
 *     64
 * @param latentActivation of those layers, by default tanh
 * @param decoderHidden widths of the decoder's dense hidden layers, by default {@code hidden} in
 *     reverse; none make an affine map of z
 * @param gated whether hidden layers of perceptrons are gated, also those between latent variables: {@link
 *     GatedLinear}; by default not
 */
public record NetworkSettings(
        @AlsoKnownAs({"architecture", "arch", "backbone"}) Architecture encoder,
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
                List<Integer> hidden,
        @AlsoKnownAs({"nonlinearity", "activationFunction", "activationFn", "act"})
                Activation activation,
        @AlsoKnownAs({"init", "initialization", "weightInit"}) Initializer initializer,
        OutputBias outputBias,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Integer> channels,
        @AlsoKnownAs("kernelSize") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer kernel,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer blocks,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer residualWidth,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Integer> latentHidden,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Activation latentActivation,
        @AlsoKnownAs({"decoderDims", "decoderLayers"}) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> decoderHidden,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean gated) {

    private static final List<Integer> DEFAULT_LATENT_HIDDEN = List.of(200, 200);
    private static final List<Integer> DEFAULT_LATENT_CHANNELS = List.of(64, 64);

    /** Where the last bias of the decoder starts. */
    public enum OutputBias {
        /**
         * At the likelihood's parameters for the mean of the training data: of every value where the
         * last layer is dense, over all pixels of a channel where it is a convolution.
         */
        @JsonProperty("data-mean")
        DATA_MEAN,
        /** As drawn by the initialiser. */
        @JsonProperty("drawn")
        DRAWN
    }

    @JsonCreator
    public NetworkSettings(
            @Nullable Architecture encoder,
            @Nullable List<Integer> hidden,
            @Nullable Activation activation,
            @Nullable Initializer initializer,
            @Nullable OutputBias outputBias,
            @Nullable List<Integer> channels,
            @Nullable Integer kernel,
            @Nullable Integer blocks,
            @Nullable Integer residualWidth,
            @Nullable List<Integer> latentHidden,
            @Nullable Activation latentActivation,
            @Nullable List<Integer> decoderHidden,
            @Nullable Boolean gated) {
        this.encoder = encoder == null ? Architecture.MLP : encoder;
        this.activation = activation == null ? Activation.RELU : activation;
        this.initializer = initializer == null ? Initializer.FAN_IN : initializer;
        this.outputBias = outputBias == null ? OutputBias.DATA_MEAN : outputBias;
        this.hidden = widths("hidden", hidden == null ? defaultHidden() : hidden);
        this.decoderHidden = decoderHidden == null ? null : widths("decoderHidden", decoderHidden);
        this.channels = convolutional("channels", channels, defaultChannels());
        this.kernel = convolutional("kernel", kernel, 4);
        this.blocks = residual("blocks", blocks, 2);
        this.residualWidth = residual("residualWidth", residualWidth, 32);
        this.latentHidden = latentHidden == null ? null : widths("latentHidden", latentHidden);
        this.latentActivation = latentActivation;
        this.gated = Boolean.TRUE.equals(gated) ? gated : null;
        if (this.gated != null && this.encoder != Architecture.MLP) {
            throw new IllegalArgumentException(
                    "gated: is a key of encoder mlp, not of " + this.encoder.label());
        }
        if (this.channels != null) {
            widths("channels", this.channels);
            if (this.channels.isEmpty()) {
                throw new IllegalArgumentException(
                        "channels: at least one strided convolution is needed");
            }
        }
        atLeastOne("kernel", this.kernel);
        atLeastOne("blocks", this.blocks);
        atLeastOne("residualWidth", this.residualWidth);
    }

    /** The settings of networks of which the decoder mirrors the encoder. */
    public NetworkSettings(
            @Nullable Architecture encoder,
            @Nullable List<Integer> hidden,
            @Nullable Activation activation,
            @Nullable Initializer initializer,
            @Nullable OutputBias outputBias,
            @Nullable List<Integer> channels,
            @Nullable Integer kernel,
            @Nullable Integer blocks,
            @Nullable Integer residualWidth) {
        this(
                encoder,
                hidden,
                activation,
                initializer,
                outputBias,
                channels,
                kernel,
                blocks,
                residualWidth,
                null,
                null,
                null,
                null);
    }

    /** The settings of a perceptron. */
    public NetworkSettings(
            @Nullable Architecture encoder,
            @Nullable List<Integer> hidden,
            @Nullable Activation activation,
            @Nullable Initializer initializer,
            @Nullable OutputBias outputBias) {
        this(encoder, hidden, activation, initializer, outputBias, null, null, null, null);
    }

    private List<Integer> defaultHidden() {
        return encoder == Architecture.MLP ? List.of(400, 400) : List.of(256);
    }

    private List<Integer> defaultChannels() {
        return encoder == Architecture.RESIDUAL ? List.of(64, 128) : List.of(32, 32, 64, 64);
    }

    private <T> @Nullable T convolutional(String key, @Nullable T value, T otherwise) {
        if (encoder != Architecture.MLP) {
            return value == null ? otherwise : value;
        }
        return absent(key, value, "convolutional and residual");
    }

    private <T> @Nullable T residual(String key, @Nullable T value, T otherwise) {
        if (encoder == Architecture.RESIDUAL) {
            return value == null ? otherwise : value;
        }
        return absent(key, value, "residual");
    }

    private <T> @Nullable T absent(String key, @Nullable T value, String owners) {
        if (value != null) {
            throw new IllegalArgumentException(
                    key + ": is a key of encoder " + owners + ", not of " + encoder.label());
        }
        return null;
    }

    private static List<Integer> widths(String key, List<Integer> widths) {
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException(
                        key + ": a width must be at least 1, is " + width);
            }
        }
        return List.copyOf(widths);
    }

    private static void atLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(key + ": must be at least 1, is " + value);
        }
    }

    /** Returns the widths of the decoder's dense hidden layers. */
    public List<Integer> hiddenOfDecoder() {
        if (decoderHidden != null) {
            return decoderHidden;
        }
        List<Integer> mirrored = new ArrayList<>(hidden);
        Collections.reverse(mirrored);
        return mirrored;
    }

    /** Returns whether hidden layers are gated. */
    boolean hasGates() {
        return Boolean.TRUE.equals(gated);
    }

    public static NetworkSettings defaults() {
        return new NetworkSettings(null, null, null, null, null);
    }

    /**
     * Makes an encoder with drawn weights.
     *
     * @param data what it sees, [..., data.size()]
     * @param beside how many further numbers it sees beside the data, such as those of a condition
     * @param head what it must produce
     * @throws IllegalArgumentException if the architecture does not fit the data, or the grid of the
     *     head
     */
    public Network createEncoder(
            TensorRuntime runtime, RandomKey key, DataShape data, int beside, Head head) {
        return encoder.encoder(runtime, key, this, data, beside, head);
    }

    /**
     * Makes a network between two latent variables of a hierarchy, with drawn weights: convolutions
     * where both lie on grids and the architecture has any, else a perceptron.
     *
     * @param inputs the width of what it sees
     * @param grid on which its inputs lie, if on one
     * @param head what it must produce
     * @throws IllegalArgumentException if no convolutions of stride 2 lead from one grid to the other
     */
    public Network createBetweenLatents(
            TensorRuntime runtime, RandomKey key, int inputs, Optional<Grid> grid, Head head) {
        Activation between = latentActivation == null ? Activation.TANH : latentActivation;
        boolean onGrids = grid.isPresent() && head.grid().isPresent();
        List<Integer> otherwise = onGrids ? DEFAULT_LATENT_CHANNELS : DEFAULT_LATENT_HIDDEN;
        List<Integer> widths = latentHidden == null ? otherwise : latentHidden;
        if (onGrids && encoder != Architecture.MLP) {
            return new GridNetwork(
                    runtime,
                    key,
                    inputs,
                    grid.get(),
                    head,
                    widths,
                    Objects.requireNonNull(kernel, "of convolutions"),
                    between,
                    initializer);
        }
        return new Mlp(
                runtime,
                key,
                inputs,
                widths,
                head.width(),
                between,
                Activation.IDENTITY,
                initializer,
                hasGates());
    }

    /**
     * Makes a decoder with drawn weights.
     *
     * @param inputs the width of what it sees, [..., inputs]
     * @param grid on which its inputs lie, if on one
     * @param beside how many further numbers it sees beside its inputs
     * @param data the shape of the data
     * @param head what it must produce: the head of a likelihood for such data
     * @throws IllegalArgumentException if the architecture does not fit the data, the grid or the
     *     head
     */
    public Decoder createDecoder(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            Optional<Grid> grid,
            int beside,
            DataShape data,
            Head head) {
        return encoder.decoder(runtime, key, this, inputs, grid, beside, data, head);
    }
}
