// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * The section {@code network} of a config: the architectures of both halves, and what belongs to
 * neither.
 */
public record NetworkSettings(
        @Setting(
                        value =
                                "architecture of the encoder: its name with its keys beside it, a"
                                        + " mapping with its type and its keys, or a list of layers; also"
                                        + " called type; default gru if the data are texts, and otherwise",
                        defaultValue = "mlp")
                @AlsoKnownAs({"architecture", "arch", "backbone"})
                Architecture encoder,
        @Setting(
                        "architecture of the decoder: its name, a mapping with its type and its keys, or"
                                + " a list of layers; without a type the keys replace those of the encoder's in reverse,"
                                + " which is the default; decoderHidden: [200] is short for decoder:"
                                + " {hidden: [200]}")
                @AlsoKnownAs({"decoderDims", "decoderLayers"})
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Architecture decoder,
        @Setting(
                        value =
                                "where the last bias of the decoder starts: at the mean of the"
                                        + " training data, or drawn",
                        defaultValue = "data-mean")
                OutputBias outputBias,
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
                @Nullable Map<String, NetworkSettings> modalities) {

    /** The width of the features of a modality if the encoder has no hidden layers. */
    private static final int FEATURES = 64;

    private static final List<Integer> DEFAULT_LATENT_HIDDEN = List.of(200, 200);
    private static final List<Integer> DEFAULT_LATENT_CHANNELS = List.of(64, 64);

    /** The initial value of the decoder's last bias. */
    public enum OutputBias {
        /**
         * At the likelihood's parameters for the mean of the training data: of every value where
         * the last layer is dense, over all pixels of a channel where it is a convolution.
         */
        DATA_MEAN,
        /** As drawn by the initialiser. */
        DRAWN
    }

    public NetworkSettings {
        latentHidden = latentHidden == null ? null : Counts.widths("latentHidden", latentHidden);
        decoderCondition = Boolean.FALSE.equals(decoderCondition) ? decoderCondition : null;
        if (decoder == null && encoder.mirrored().isEmpty()) {
            throw SettingException.about(
                    "decoder",
                    "encoder '%s' has no reverse; name the architecture of the decoder"
                            .formatted(PartType.nameOf(encoder)));
        }
    }

    /** Returns the networks of an architecture, mirrored in the decoder. */
    public static NetworkSettings of(Architecture encoder) {
        return new NetworkSettings(
                encoder, null, OutputBias.DATA_MEAN, null, null, null, null, null);
    }

    /** Returns the networks of an architecture with its keys, as a config would have them. */
    public static NetworkSettings of(Parts parts, String encoder, Map<String, ?> keys) {
        return of(parts.of(Architecture.class).create(new PartChoice(encoder, keys)));
    }

    /** Returns the architecture of the decoder: the named one, or the encoder's in reverse. */
    public Architecture decoding() {
        return decoder == null ? encoder.mirrored().orElseThrow() : decoder;
    }

    /** Returns the settings of the network of a condition that is a text. */
    public ConditionSettings conditionOrDefaults() {
        return condition == null ? StrictMapper.defaults(ConditionSettings.class) : condition;
    }

    /** Returns what a paper calls the activation, by its name in configs; empty: as configs do. */
    public Map<String, String> words() {
        Map<String, String> words =
                new TreeMap<>(Map.of("relu", "ReLU", "elu", "ELU", "gelu", "GELU", "silu", "SiLU"));
        words.keySet().retainAll(Set.of(encoder.activation().name().toLowerCase(Locale.ROOT)));
        return words;
    }

    /**
     * Makes an encoder of x with drawn weights. It sees x as {@link DataView} shows it.
     *
     * @param context a summary of the data, and the key of the weights
     * @param beside how many further numbers it sees beside x, such as those of a condition
     * @return from [..., data size + beside] to the head
     * @throws IllegalArgumentException if the architecture does not fit the data, or the grid of
     *     the head
     */
    public Network createEncoder(PartContext context, int beside, Head head) {
        boolean areTexts = context.data().domain() == ValueDomain.TOKENS;
        if (areTexts != encoder.readsTexts()) {
            throw new IllegalArgumentException(
                    "network.encoder '%s' reads %s, and the data are %s\nuse network.encoder: %s"
                            .formatted(
                                    PartType.nameOf(encoder),
                                    areTexts ? "no texts" : "texts",
                                    context.data().domain().label(),
                                    areTexts
                                            ? "gru, or temporal"
                                            : "mlp, or for images convolutional or residual"));
        }
        if (!context.data().form().modalities().isEmpty()) {
            return modalitiesEncoder(context, beside, head);
        }
        if (areTexts) {
            return encoder.encoder(new EncoderInput(context, context.shape(), beside), head);
        }
        DataView view = DataView.of(context.data());
        return view.before(encoder.encoder(new EncoderInput(context, view.seen(), beside), head));
    }

    /**
     * Returns the settings of one modality: its own, or these. If these read texts and the modality
     * is none, or the other way round, it has the encoder of its kind of data.
     */
    public NetworkSettings ofModality(Modality modality, Parts parts) {
        if (modalities != null && modalities.containsKey(modality.name())) {
            return modalities.get(modality.name());
        }
        if (encoder.readsTexts() == (modality.domain() == ValueDomain.TOKENS)) {
            return this;
        }
        return new NetworkSettings(
                parts.of(Architecture.class).create(modality.encoder()),
                null,
                outputBias,
                latentHidden,
                latentActivation,
                decoderCondition,
                null,
                null);
    }

    /**
     * Requires that all names in {@code modalities} are names of modalities of the data.
     *
     * @throws IllegalArgumentException otherwise
     */
    public void requireKnown(List<Modality> known) {
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
        List<Modality> known = context.data().form().modalities();
        List<Integer> hidden = encoder.hidden();
        int width = hidden.isEmpty() ? FEATURES : hidden.get(hidden.size() - 1);
        Head features = Head.of(Head.real("features", width));
        Map<String, Network> networks = new LinkedHashMap<>();
        for (Modality modality : known) {
            networks.put(
                    modality.name(),
                    ofModality(modality, context.parts())
                            .createEncoder(context.ofModality(modality), beside, features));
        }
        Network merge =
                new Mlp(
                        context.runtime(),
                        context.key().split("merge"),
                        known.size() * (width + 1) + beside,
                        List.of(width),
                        head.width(),
                        encoder.activation(),
                        encoder.initializer());
        return new ModalitiesEncoder(known, networks, merge);
    }

    /**
     * Makes a network between two latent variables of a hierarchy, with drawn weights.
     *
     * @param architecture of q or of p: {@link #encoder} or {@link #decoding}
     * @param inputs the width of what it sees, [..., inputs]
     * @param grid on which its inputs lie, if on one
     * @throws IllegalArgumentException if the architecture does not lead from one grid to the other
     */
    public Network createBetweenLatents(
            Architecture architecture,
            PartContext context,
            int inputs,
            Optional<Grid> grid,
            Head head) {
        boolean onGrids = grid.isPresent() && head.grid().isPresent();
        List<Integer> otherwise = onGrids ? DEFAULT_LATENT_CHANNELS : DEFAULT_LATENT_HIDDEN;
        LatentInput input =
                new LatentInput(
                        context,
                        inputs,
                        grid,
                        latentHidden == null ? otherwise : latentHidden,
                        latentActivation == null ? Activation.TANH : latentActivation);
        return architecture.between(input, head);
    }

    /**
     * Hidden layers of both halves are unused on a grid, but nobody writes those of one half in
     * vain.
     */
    private void requireNoneOfItsOwn(Architecture own) {
        List<Integer> usual = StrictMapper.defaults(own.getClass()).hidden();
        List<Integer> reversed = Architecture.reversed(encoder.hidden());
        if (!own.hidden().equals(usual) && !own.hidden().equals(reversed)) {
            throw new IllegalArgumentException(
                    "network.decoderHidden: the latent variables are on a grid, from which a decoder goes on without dense layers\nleave it out");
        }
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
            PartContext context, int inputs, Optional<Grid> grid, int condition, Head head) {
        DataShape data = context.shape();
        if (grid.isPresent() && decoder != null && !decoder.isDenseOnGrids()) {
            requireNoneOfItsOwn(decoder);
        }
        if (decoderCondition == null) {
            return decoding()
                    .decoder(new DecoderInput(context, inputs, grid, condition, data), head);
        }
        if (condition == 0) {
            throw new IllegalArgumentException(
                    "network.decoderCondition: false is for models with a condition, and this model"
                            + " has none");
        }
        // Then c reaches x by the prior p(z given c) alone.
        return new PartialDecoder(
                decoding().decoder(new DecoderInput(context, inputs, grid, 0, data), head),
                x -> x.slice(-1, 0, inputs));
    }

    /**
     * The section {@code network.condition} of a config: a network that maps a text, such as a
     * question, to a vector. Gated recurrent units read the embedded tokens. An affine map of the last
     * state is the vector.
     *
     * @param hidden the width of the state, and of the vector
     */
    public record ConditionSettings(
            @Setting(value = "numbers of the vector of a token, at least 1", defaultValue = "64")
                    @AlsoKnownAs({"embeddingDim", "embeddingSize", "embed"})
                    int embedding,
            @Setting(
                            value =
                                    "numbers of the state of the recurrent layer, and of the vector that"
                                            + " encoder, prior and decoder see, at least 1",
                            defaultValue = "100")
                    @AlsoKnownAs({"hiddenDim", "hiddenSize", "width"})
                    int hidden) {

        public ConditionSettings {
            Counts.atLeastOne("embedding", embedding);
            Counts.atLeastOne("hidden", hidden);
        }

        /**
         * Makes the network with drawn weights.
         *
         * @param context of data with a vocabulary; its key is split by {@code embedding}, {@code
         *     forward} and {@code dense}
         * @param length the number of places of the tokens
         * @return from tokens, NaN after the end, [..., length] to [..., hidden]
         */
        public Network createNetwork(PartContext context, int length) {
            int vocabulary = context.data().form().vocabulary().map(Vocabulary::size).orElseThrow();
            Embedding vectors =
                    new Embedding(
                            context.runtime(),
                            context.key().split("embedding"),
                            vocabulary,
                            embedding);
            GatedRecurrentLayer layer =
                    new GatedRecurrentLayer(
                            context.runtime(),
                            context.key().split("forward"),
                            embedding,
                            hidden,
                            Initializer.FAN_IN);
            Mlp dense =
                    new Mlp(
                            context.runtime(),
                            context.key().split("dense"),
                            hidden,
                            List.of(),
                            hidden,
                            Activation.IDENTITY,
                            Initializer.FAN_IN);
            TextEncoder.Reader reader =
                    new TextEncoder.Recurrent(vectors, List.of(layer), List.of());
            return new TextEncoder(length, vocabulary, 0, reader, dense);
        }
    }
}
