// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The section {@code network} of a config. A key that the architecture does not have is rejected with
 * it, and {@code null}.
 */
public record NetworkSettings(
        @Setting(
                        value =
                                "architecture of the encoder and of the decoder; default gru if the"
                                        + " data are texts, and otherwise",
                        defaultValue = "mlp")
                @AlsoKnownAs({"architecture", "arch", "backbone"})
                ArchitectureName encoder,
        @Setting(
                        "widths of the encoder's dense hidden layers, which the decoder has in"
                                + " reverse; default [400, 400] for mlp, [64, 64] for steps, [256] for"
                                + " convolutional and residual and [] for temporal; for gru the widths"
                                + " of the recurrent layers, default [200]")
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
                @Nullable List<Integer> hidden,
        @Setting(value = "activation of the hidden layers", defaultValue = "relu")
                @AlsoKnownAs({"nonlinearity", "activationFunction", "activationFn", "act"})
                Activation activation,
        @Setting(value = "distribution of the initial weights", defaultValue = "fan-in")
                @AlsoKnownAs({"init", "initialization", "weightInit"})
                Initializer initializer,
        @Setting(
                        value =
                                "where the last bias of the decoder starts: at the mean of the"
                                        + " training data, or drawn",
                        defaultValue = "data-mean")
                OutputBias outputBias,
        @Setting(
                        "channels of each strided convolution; default [32, 32, 64, 64] for"
                                + " convolutional and [64, 128] for residual; for temporal of each"
                                + " block over time, default [128, 128, 128, 128]")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> channels,
        @Setting(
                        "rows and columns of the kernels of strided convolutions, at least 1;"
                                + " default 4; for temporal the number of tokens that a convolution"
                                + " sees, default 3")
                @AlsoKnownAs("kernelSize")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer kernel,
        @Setting("number of residual blocks, at least 1, only for residual; default 2")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer blocks,
        @Setting("channels inside a residual block, at least 1, only for residual; default 32")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer residualWidth,
        @Setting(
                        "widths of the hidden layers between two latent variables of a hierarchy,"
                                + " or channels of convolutions between latent grids; default [200,"
                                + " 200], or [64, 64] between grids")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> latentHidden,
        @Setting("activation of the layers between two latent variables; default tanh")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Activation latentActivation,
        @Setting(
                        "widths of the decoder's dense hidden layers; default hidden in reverse,"
                                + " and [] for gru and temporal; [] makes the decoder an affine map of"
                                + " z")
                @AlsoKnownAs({"decoderDims", "decoderLayers"})
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> decoderHidden,
        @Setting(
                        "whether hidden layers of perceptrons are gated, also those between latent"
                                + " variables, only for mlp; default false")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Boolean gated,
        @Setting("numbers of the vector of a token, only for gru and temporal; default 64")
                @AlsoKnownAs({"embeddingDim", "embeddingSize", "embed"})
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer embedding,
        @Setting("whether texts are also read backwards, only for gru; default false")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Boolean bidirectional,
        @Setting(
                        "whether the decoder sees the condition beside z, default true; false: only"
                                + " the encoder and the prior see it, so z must carry it (prior:"
                                + " conditional)")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Boolean decoderCondition,
        @Setting("network of a condition that is a text") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable ConditionSettings condition,
        @Setting(
                        "keys of this section for single modalities by name, such as {image: {encoder:"
                                + " convolutional}}; absent: all have the same, and texts gru")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Map<String, Map<String, Object>> modalities) {

    /** Keys that belong to an architecture, which a modality with another one does not take over. */
    private static final List<String> OF_ARCHITECTURE =
            List.of(
                    "hidden",
                    "channels",
                    "kernel",
                    "blocks",
                    "residualWidth",
                    "decoderHidden",
                    "gated",
                    "embedding",
                    "bidirectional");

    /** The width of the features of a modality if the encoder has no hidden layers. */
    private static final int FEATURES = 64;

    private static final List<Integer> DEFAULT_LATENT_HIDDEN = List.of(200, 200);
    private static final List<Integer> DEFAULT_LATENT_CHANNELS = List.of(64, 64);

    /** The initial value of the decoder's last bias. */
    public enum OutputBias {
        /**
         * At the likelihood's parameters for the mean of the training data: of every value where the
         * last layer is dense, over all pixels of a channel where it is a convolution.
         */
        DATA_MEAN,
        /** As drawn by the initialiser. */
        DRAWN
    }

    public NetworkSettings {
        boolean ofImages = encoder.isOfImages();
        boolean ofTexts = encoder.isOfTexts();
        boolean isResidual = encoder == ArchitectureName.RESIDUAL;
        boolean convolves = ofImages || encoder == ArchitectureName.TEMPORAL;
        hidden = Counts.widths("hidden", hidden == null ? defaultHidden(encoder) : hidden);
        if (encoder == ArchitectureName.GRU) {
            Counts.atLeastOneWidth("hidden", hidden);
        }
        decoderHidden =
                decoderHidden == null ? null : Counts.widths("decoderHidden", decoderHidden);
        latentHidden = latentHidden == null ? null : Counts.widths("latentHidden", latentHidden);
        String owners = "convolutional, residual and temporal";
        channels = of(encoder, convolves, owners, "channels", channels, defaultChannels(encoder));
        kernel = of(encoder, convolves, owners, "kernel", kernel, ofImages ? 4 : 3);
        blocks = of(encoder, isResidual, "residual", "blocks", blocks, 2);
        residualWidth = of(encoder, isResidual, "residual", "residualWidth", residualWidth, 32);
        embedding = of(encoder, ofTexts, "gru and temporal", "embedding", embedding, 64);
        gated = Boolean.TRUE.equals(gated) ? gated : null;
        bidirectional = Boolean.TRUE.equals(bidirectional) ? bidirectional : null;
        decoderCondition = Boolean.FALSE.equals(decoderCondition) ? decoderCondition : null;
        requireOnly(encoder, ArchitectureName.MLP, "gated", gated);
        requireOnly(encoder, ArchitectureName.GRU, "bidirectional", bidirectional);
        if (channels != null) {
            channels = Counts.widths("channels", channels);
            if (channels.isEmpty()) {
                throw SettingException.about("channels", "at least one convolution is needed");
            }
        }
        atLeastOne("kernel", kernel);
        atLeastOne("blocks", blocks);
        atLeastOne("residualWidth", residualWidth);
        atLeastOne("embedding", embedding);
    }

    private static List<Integer> defaultHidden(ArchitectureName encoder) {
        return switch (encoder) {
            case MLP -> List.of(400, 400);
            case STEPS -> List.of(64, 64);
            case CONVOLUTIONAL, RESIDUAL -> List.of(256);
            case GRU -> List.of(200);
            case TEMPORAL -> List.of();
        };
    }

    private static List<Integer> defaultChannels(ArchitectureName encoder) {
        return switch (encoder) {
            case RESIDUAL -> List.of(64, 128);
            case TEMPORAL -> List.of(128, 128, 128, 128);
            default -> List.of(32, 32, 64, 64);
        };
    }

    private static void requireOnly(
            ArchitectureName encoder, ArchitectureName owner, String key, @Nullable Object value) {
        if (value != null && encoder != owner) {
            throw SettingException.about(
                    key,
                    "is a key of encoder %s, not of %s".formatted(owner.label(), encoder.label()));
        }
    }

    /** Returns the value of a key that only some architectures have, or its default. */
    private static <T> @Nullable T of(
            ArchitectureName encoder,
            boolean has,
            String owners,
            String key,
            @Nullable T value,
            T otherwise) {
        if (!has && value != null) {
            throw SettingException.about(
                    key, "is a key of encoder " + owners + ", not of " + encoder.label());
        }
        return has && value == null ? otherwise : value;
    }

    private static void atLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw SettingException.about(key, "must be at least 1, is " + value);
        }
    }

    public List<Integer> hiddenOfDecoder() {
        if (decoderHidden != null) {
            return decoderHidden;
        }
        if (encoder.isOfTexts()) {
            return List.of();
        }
        List<Integer> mirrored = new ArrayList<>(hidden);
        Collections.reverse(mirrored);
        return mirrored;
    }

    boolean hasGates() {
        return Boolean.TRUE.equals(gated);
    }

    /** Returns the settings of the network of a condition that is a text. */
    public ConditionSettings conditionOrDefaults() {
        return condition == null ? StrictMapper.defaults(ConditionSettings.class) : condition;
    }

    /**
     * Returns what a paper calls the architecture and the activation, by their names in configs. One that is not
     * there is called by its name.
     */
    public Map<String, String> words() {
        Map<String, String> words =
                new TreeMap<>(Map.of("mlp", "fully connected", "relu", "ReLU", "elu", "ELU"));
        words.keySet()
                .retainAll(Set.of(encoder.label(), activation.name().toLowerCase(Locale.ROOT)));
        return words;
    }

    public static NetworkSettings defaults() {
        return StrictMapper.defaults(NetworkSettings.class);
    }

    /**
     * Makes an encoder of x with drawn weights. It sees x as {@link DataView} shows it.
     *
     * @param context a summary of the data, and the key of the weights
     * @param beside how many further numbers it sees beside x, such as those of a condition
     * @return from [..., data size + beside] to the head
     * @throws IllegalArgumentException if the architecture does not fit the data, or the grid of the
     *     head
     */
    public Network createEncoder(PartContext context, int beside, Head head) {
        boolean areTexts = context.data().domain() == ValueDomain.TOKENS;
        if (areTexts != encoder.isOfTexts()) {
            throw new IllegalArgumentException(
                    "network.encoder '%s' reads %s, and the data are %s\nuse network.encoder: %s"
                            .formatted(
                                    encoder.label(),
                                    areTexts ? "no texts" : "texts",
                                    context.data().domain().label(),
                                    areTexts
                                            ? "gru, or temporal"
                                            : "mlp, or for images convolutional or residual"));
        }
        if (!context.data().modalities().isEmpty()) {
            return modalitiesEncoder(context, beside, head);
        }
        if (areTexts) {
            return new TextEncoderDesign(this, context, beside).encoder(head);
        }
        DataView view = DataView.of(context.data());
        return view.before(
                createEncoder(context.runtime(), context.key(), view.seen(), beside, head));
    }

    /**
     * Returns the settings of one modality: these with its own keys.
     *
     * @throws IllegalArgumentException if a key is unknown or rejected
     */
    public NetworkSettings ofModality(Modality modality) {
        Map<String, Object> own =
                modalities == null ? Map.of() : modalities.getOrDefault(modality.name(), Map.of());
        boolean keeps = encoder.isOfTexts() == (modality.domain() == ValueDomain.TOKENS);
        ObjectNode keys = (ObjectNode) StrictMapper.write(this);
        keys.remove(List.of("modalities", "condition"));
        if (own.containsKey("encoder") || !keeps) {
            keys.remove(OF_ARCHITECTURE);
            keys.put("encoder", modality.encoder());
        }
        own.forEach((key, value) -> keys.set(key, StrictMapper.write(value)));
        try {
            return StrictMapper.of(NetworkSettings.class, keys);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "network.modalities." + modality.name() + ": " + e.getMessage(), e);
        }
    }

    /** Requires that all names in {@code modalities} are names of modalities of the data. */
    private void requireKnown(List<Modality> known) {
        List<String> names = known.stream().map(Modality::name).toList();
        for (String name : modalities == null ? Set.<String>of() : modalities.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "network.modalities: the data have no modality '%s'\n%s"
                                .formatted(name, Spelling.hint(name, names)));
            }
        }
    }

    private Network modalitiesEncoder(PartContext context, int beside, Head head) {
        List<Modality> known = context.data().modalities();
        requireKnown(known);
        int width = hidden.isEmpty() ? FEATURES : hidden.get(hidden.size() - 1);
        Head features = Head.of(Head.real("features", width));
        Map<String, Network> networks = new LinkedHashMap<>();
        for (Modality modality : known) {
            networks.put(
                    modality.name(),
                    ofModality(modality)
                            .createEncoder(context.ofModality(modality), beside, features));
        }
        Network merge =
                new Mlp(
                        new InitialWeights(
                                context.runtime(), context.key().split("merge"), initializer),
                        known.size() * (width + 1) + beside,
                        List.of(width),
                        head.width(),
                        activation,
                        Activation.IDENTITY,
                        false);
        return new ModalitiesEncoder(known, networks, merge);
    }

    /** Makes an encoder of what is seen. */
    Network createEncoder(
            TensorRuntime runtime, RandomKey key, DataShape seen, int beside, Head head) {
        if (encoder == ArchitectureName.STEPS) {
            return new StepNetwork(perceptron(runtime, key, false), seen, beside, head);
        }
        return encoder == ArchitectureName.MLP
                ? Mlp.create(runtime, key, this, seen.size() + beside, head.width(), false)
                : images(runtime, key, seen).encoder(beside, head);
    }

    /**
     * Makes a network between two latent variables of a hierarchy, with drawn weights: convolutions
     * where both lie on grids and the architecture has any, else a perceptron.
     *
     * @param grid on which its inputs lie, if on one
     * @throws IllegalArgumentException if no convolutions of stride 2 lead from one grid to the other
     */
    public Network createBetweenLatents(
            TensorRuntime runtime, RandomKey key, int inputs, Optional<Grid> grid, Head head) {
        Activation between = latentActivation == null ? Activation.TANH : latentActivation;
        boolean onGrids = grid.isPresent() && head.grid().isPresent();
        List<Integer> otherwise = onGrids ? DEFAULT_LATENT_CHANNELS : DEFAULT_LATENT_HIDDEN;
        List<Integer> widths = latentHidden == null ? otherwise : latentHidden;
        InitialWeights weights = new InitialWeights(runtime, key, initializer);
        if (onGrids && encoder.isOfImages()) {
            return new GridNetwork(
                    weights,
                    inputs,
                    grid.get(),
                    head,
                    widths,
                    Objects.requireNonNull(kernel, "of convolutions"),
                    between);
        }
        return new Mlp(
                weights, inputs, widths, head.width(), between, Activation.IDENTITY, hasGates());
    }

    /**
     * Makes a decoder with drawn weights.
     *
     * @param inputs the width of what it sees, [..., inputs]
     * @param grid on which its inputs lie, if on one
     * @param condition how many numbers of a condition follow its inputs
     * @param head what it must produce: the head of a likelihood for such data
     * @throws IllegalArgumentException if the architecture does not fit the data, the grid or the
     *     head; or if the decoder shall not see the condition, and there is none
     */
    public Decoder createDecoder(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            Optional<Grid> grid,
            int condition,
            DataShape data,
            Head head) {
        if (decoderCondition == null) {
            return decoder(runtime, key, inputs, grid, condition, data, head);
        }
        if (condition == 0) {
            throw new IllegalArgumentException(
                    "network.decoderCondition: false is for models with a condition, and this model"
                            + " has none");
        }
        // Then c reaches x by the prior p(z given c) alone.
        return new PartialDecoder(
                decoder(runtime, key, inputs, grid, 0, data, head), x -> x.slice(-1, 0, inputs));
    }

    private Decoder decoder(
            TensorRuntime runtime,
            RandomKey key,
            int inputs,
            Optional<Grid> grid,
            int beside,
            DataShape data,
            Head head) {
        if (encoder.isOfImages()) {
            return images(runtime, key, data).decoder(inputs, grid, beside, head);
        }
        if (encoder == ArchitectureName.STEPS) {
            int steps = data.height();
            DataShape latent = new DataShape(1, steps, StepNetwork.share("z", inputs, steps));
            return new StepNetwork(perceptron(runtime, key, true), latent, beside, head);
        }
        Mlp decoder = Mlp.create(runtime, key, this, inputs + beside, head.width(), true);
        decoder.startBeside(head.beside());
        return decoder;
    }

    private StepNetwork.MadeMlp perceptron(TensorRuntime runtime, RandomKey key, boolean decodes) {
        return (inputs, outputs) -> Mlp.create(runtime, key, this, inputs, outputs, decodes);
    }

    private ImageNetworks images(TensorRuntime runtime, RandomKey key, DataShape data) {
        return new ImageNetworks(new InitialWeights(runtime, key, initializer), this, data);
    }
}
