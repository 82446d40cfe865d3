// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

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
        int vocabulary = context.data().vocabulary().map(Vocabulary::size).orElseThrow();
        Embedding vectors =
                new Embedding(
                        context.runtime(), context.key().split("embedding"), vocabulary, embedding);
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
        TextEncoder.Reader reader = new TextEncoder.Recurrent(vectors, List.of(layer), List.of());
        return new TextEncoder(length, vocabulary, 0, reader, dense);
    }
}
