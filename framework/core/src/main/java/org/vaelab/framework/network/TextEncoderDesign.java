// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.tensor.Activation;

/**
 * Makes the encoders of texts that a config describes. Keys are split by {@code embedding}, {@code
 * forward}, {@code backward}, {@code convolutions} and {@code dense}.
 */
record TextEncoderDesign(NetworkSettings settings, PartContext context, int beside) {

    TextEncoder encoder(Head head) {
        int vocabulary = context.data().vocabulary().map(Vocabulary::size).orElseThrow();
        Embedding embedding =
                new Embedding(
                        context.runtime(),
                        context.key().split("embedding"),
                        vocabulary,
                        Objects.requireNonNull(settings.embedding(), "of texts"));
        boolean recurrent = settings.encoder() == ArchitectureName.GRU;
        TextEncoder.Reader reader = recurrent ? recurrent(embedding) : convolved(embedding);
        Mlp dense =
                new Mlp(
                        context.runtime(),
                        context.key().split("dense"),
                        reader.width() + beside,
                        recurrent ? List.of() : settings.hidden(),
                        head.width(),
                        settings.activation(),
                        settings.initializer());
        return new TextEncoder(context.shape().size(), vocabulary, beside, reader, dense);
    }

    private TextEncoder.Reader recurrent(Embedding embedding) {
        boolean both = Boolean.TRUE.equals(settings.bidirectional());
        return new TextEncoder.Recurrent(
                embedding,
                layers("forward", embedding.width()),
                both ? layers("backward", embedding.width()) : List.of());
    }

    private List<GatedRecurrentLayer> layers(String direction, int inputs) {
        List<GatedRecurrentLayer> layers = new ArrayList<>();
        int before = inputs;
        for (int width : settings.hidden()) {
            layers.add(
                    new GatedRecurrentLayer(
                            context.runtime(),
                            context.key().split(direction).fold(layers.size()),
                            before,
                            width,
                            settings.initializer()));
            before = width;
        }
        return layers;
    }

    private TextEncoder.Reader convolved(Embedding embedding) {
        List<Integer> channels = Objects.requireNonNull(settings.channels(), "of convolutions");
        Activation activation = settings.activation();
        return new TextEncoder.Convolved(
                embedding,
                new TemporalConvolutions(
                        context.runtime(),
                        context.key().split("convolutions"),
                        embedding.width(),
                        channels,
                        Objects.requireNonNull(settings.kernel(), "of convolutions"),
                        activation,
                        settings.initializer()),
                channels.get(channels.size() - 1),
                channels.size());
    }
}
