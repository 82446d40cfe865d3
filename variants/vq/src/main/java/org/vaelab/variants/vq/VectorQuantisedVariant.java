// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The vector-quantised variant: its keys are those of {@link VectorQuantisedPosterior}. */
@Cites("oord2017")
@Part(
        value = "vq",
        description = "nearest codes of a learned codebook, uniform prior",
        paper = "van den Oord et al. (2017)")
public record VectorQuantisedVariant(
        @Setting("n, the number of positions; leave it out if grid is set")
                @Nullable Integer positions,
        @Setting("rows and columns of positions, for convolutional encoders")
                @Nullable List<Integer> grid,
        @Setting("k, the number of codes")
                @AlsoKnownAs({"numEmbeddings", "nEmbed", "numCodes", "K"})
                int codebookSize,
        @Setting("w, the number of coordinates of a code")
                @AlsoKnownAs({"embeddingDim", "codeDim", "latentDim"})
                int codeDimension,
        @Setting(
                        value =
                                "beta, the weight of the distance from the encoder's vectors to the"
                                        + " codes, at least 0",
                        defaultValue = "0.25")
                @AlsoKnownAs({"commitmentCost", "commitmentWeight", "beta"})
                double commitment,
        @Setting(
                        value =
                                "how the codes are learned: ema by moving averages, gradient by the loss",
                        defaultValue = "ema")
                Codebook.Learning codebook,
        @Setting(value = "the decay of the moving averages, in [0, 1)", defaultValue = "0.99")
                double decay,
        @Setting(
                        value =
                                "a code with less than this share of even use starts anew, in [0, 1);"
                                        + " 0: never",
                        defaultValue = "0.02")
                double deadCodeThreshold)
        implements Variant {

    public VectorQuantisedVariant {
        new VectorQuantisedPosterior(
                positions,
                grid,
                codebookSize,
                codeDimension,
                commitment,
                codebook,
                decay,
                deadCodeThreshold);
        grid = grid == null ? null : List.copyOf(grid);
    }

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.of(PartChoice.of("vector-quantised", this));
    }
}
