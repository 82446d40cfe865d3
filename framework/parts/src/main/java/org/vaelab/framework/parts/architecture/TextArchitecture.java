// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.DecoderInput;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.EncoderInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.TextEncoder;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Setting;

/**
 * Encoders of texts. Keys are split by {@code embedding}, {@code dense} and the names of the layers over time.
 * The decoder of a model with such an encoder is an affine map, unless a config names another: a likelihood of
 * tokens has layers over time of its own.
 */
sealed interface TextArchitecture extends Architecture permits Gru, Temporal {

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
        int vocabulary = context.data().vocabulary().map(Vocabulary::size).orElseThrow();
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
}
