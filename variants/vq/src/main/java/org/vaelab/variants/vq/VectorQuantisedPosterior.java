// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** Point masses on codes of a codebook. */
@Cites("oord2017")
@Part(
        value = "vector-quantised",
        description = "the nearest of k codes at each of n positions",
        paper = "van den Oord et al. (2017)",
        variant = "vq")
public record VectorQuantisedPosterior(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
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
                double deadCodeThreshold,
        @Setting(value = QuantiserPart.GRADIENT, defaultValue = "straight-through")
                GradientCopy gradient)
        implements QuantiserPart {

    public VectorQuantisedPosterior {
        grid = QuantiserPart.copy(grid);
        QuantiserPart.space(positions, grid, 1, codebookSize);
        Counts.atLeastOne("codeDimension", codeDimension);
        QuantiserPart.requireAtLeastZero("commitment", commitment);
        requireShare("decay", decay);
        requireShare("deadCodeThreshold", deadCodeThreshold);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new SettingException(name, "must be at least 0 and below 1, is " + value);
        }
    }

    @Override
    public int size() {
        return codebookSize;
    }

    @Override
    public Quantiser quantiser(PartContext context, int stage) {
        RandomKey key = context.key().split("codebook");
        return new Codebook(context.runtime(), stage == 0 ? key : key.fold(stage), this);
    }
}
