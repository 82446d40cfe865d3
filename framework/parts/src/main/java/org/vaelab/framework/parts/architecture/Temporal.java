// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Embedding;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.TemporalConvolutions;
import org.vaelab.framework.network.TextEncoder;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Activation;

/** Convolutions over time, see {@link TemporalConvolutions}, and dense layers. */
@Part(
        value = "temporal",
        description = "dilated causal convolutions over the tokens of a text, and dense layers",
        paper = "Yang et al. (2017); Bai et al. (2018)")
public record Temporal(
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
