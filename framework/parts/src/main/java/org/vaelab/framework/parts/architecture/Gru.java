// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.GatedRecurrentLayer;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.TextEncoder;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Activation;

/** Gated recurrent units; the head is an affine map of the last state. */
@Part(
        value = "gru",
        description = "gated recurrent units that read a text token by token",
        paper = "Cho et al. (2014)")
public record Gru(
        @Setting(
                        value = "widths of the recurrent layers, at least one",
                        defaultValue = "[200]")
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
