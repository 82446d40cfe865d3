// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.GatedRecurrentLayer;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.TemporalConvolutions;
import org.vaelab.framework.network.TextEncoder;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Encoders of texts. Keys are split by {@code embedding}, {@code dense} and the names of the layers
 * over time. The decoder of a model with such an encoder is an affine map, unless a config names
 * another: a likelihood of tokens has layers over time of its own.
 */
public sealed interface TextArchitecture extends Architecture {

    @Setting(value = "numbers of the vector of a token, at least 1", defaultValue = "64")
    @AlsoKnownAs({"embeddingDim", "embeddingSize", "embed"})
    int embedding();

    /** Makes the layers over time. */
    TextEncoder.Reader reader(PartContext context, Embedding embedding);

    /** Returns the widths of the hidden layers between the last token and the head. */
    List<Integer> dense();

    @Override
    default boolean readsTexts() {
        return true;
    }

    @Override
    default Network encoder(EncoderInput input, Head head) {
        PartContext context = input.context();
        int vocabulary = context.data().form().vocabulary().map(Vocabulary::size).orElseThrow();
        Embedding vectors =
                new Embedding(
                        context.runtime(),
                        context.key().split("embedding"),
                        vocabulary,
                        embedding());
        TextEncoder.Reader reader = reader(context, vectors);
        Mlp dense =
                new Mlp(
                        context.runtime(),
                        context.key().split("dense"),
                        reader.width() + input.beside(),
                        dense(),
                        head.width(),
                        activation(),
                        initializer());
        return new TextEncoder(input.seen().size(), vocabulary, input.beside(), reader, dense);
    }

    @Override
    default Decoder decoder(DecoderInput input, Head head) {
        throw new IllegalArgumentException(
                "network.decoder '%s' reads texts, and makes no decoder\nuse network.decoder: mlp"
                        .formatted(PartType.nameOf(this)));
    }

    @Override
    default Optional<Architecture> mirrored() {
        return Optional.of(new Perceptron(List.of(), activation(), initializer(), false));
    }

    /** Gated recurrent units; the head is an affine map of the last state. */
    @Cites("cho2014")
    @Part(value = "gru", description = "gated recurrent units that read a text token by token")
    record Gru(
            @Setting(value = "widths of the recurrent layers, at least one", defaultValue = "[200]")
                    List<Integer> hidden,
            int embedding,
            @Setting(value = "whether texts are also read backwards", defaultValue = "false")
                    boolean bidirectional,
            Activation activation,
            Initializer initializer)
            implements TextArchitecture {

        public Gru {
            hidden = Counts.atLeastOneWidth("hidden", hidden);
            Counts.atLeastOne("embedding", embedding);
        }

        @Override
        public TextEncoder.Reader reader(PartContext context, Embedding vectors) {
            return new TextEncoder.Recurrent(
                    vectors,
                    layers(context, "forward"),
                    bidirectional ? layers(context, "backward") : List.of());
        }

        private List<GatedRecurrentLayer> layers(PartContext context, String direction) {
            List<GatedRecurrentLayer> layers = new ArrayList<>();
            int before = embedding;
            for (int width : hidden) {
                layers.add(
                        new GatedRecurrentLayer(
                                context.runtime(),
                                context.key().split(direction).fold(layers.size()),
                                before,
                                width,
                                initializer));
                before = width;
            }
            return layers;
        }

        @Override
        public List<Integer> dense() {
            return List.of();
        }
    }

    /** Convolutions over time, see {@link TemporalConvolutions}, and dense layers. */
    @Cites({"yang2017", "bai2018"})
    @Part(
            value = "temporal",
            description = "dilated causal convolutions over the tokens of a text, and dense layers")
    record Temporal(
            @Setting(value = "widths of the dense hidden layers", defaultValue = "[]")
                    List<Integer> hidden,
            @Setting(
                            value = "channels of each block over time, at least one",
                            defaultValue = "[128, 128, 128, 128]")
                    List<Integer> channels,
            @Setting(value = "tokens that a convolution sees, at least 1", defaultValue = "3")
                    @AlsoKnownAs("kernelSize")
                    int kernel,
            int embedding,
            Activation activation,
            Initializer initializer)
            implements TextArchitecture {

        public Temporal {
            hidden = Counts.widths("hidden", hidden);
            channels = Counts.atLeastOneWidth("channels", channels);
            Counts.atLeastOne("kernel", kernel);
            Counts.atLeastOne("embedding", embedding);
        }

        @Override
        public TextEncoder.Reader reader(PartContext context, Embedding vectors) {
            return new TextEncoder.Convolved(
                    vectors,
                    new TemporalConvolutions(
                            context.runtime(),
                            context.key().split("convolutions"),
                            embedding,
                            channels,
                            kernel,
                            activation,
                            initializer),
                    channels.get(channels.size() - 1),
                    channels.size());
        }

        @Override
        public List<Integer> dense() {
            return hidden;
        }
    }
}
