// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;

/** Point masses on codes of a codebook. */
@Cites("oord2017")
@Part(
        value = "vector-quantised",
        description = "the nearest of k codes at each of n positions",
        paper = "van den Oord et al. (2017)",
        variant = "vq")
public record VectorQuantisedPosterior(
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
        implements PosteriorPart {

    public VectorQuantisedPosterior {
        grid = grid == null ? null : List.copyOf(grid);
        Counts.atLeastOne("codeDimension", codeDimension);
        if (!(commitment >= 0)) {
            throw new IllegalArgumentException("commitment must be at least 0, is " + commitment);
        }
        space(positions, grid, codebookSize);
        requireShare("decay", decay);
        requireShare("deadCodeThreshold", deadCodeThreshold);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and below 1, is " + value);
        }
    }

    private static OneHot space(
            @Nullable Integer positions, @Nullable List<Integer> grid, int codebookSize) {
        if ((positions == null) == (grid == null)) {
            throw new IllegalArgumentException(
                    "either positions or grid must be set, and not both");
        }
        int n = positions == null ? Grid.ofSetting(grid).orElseThrow().positions() : positions;
        return new OneHot(n, codebookSize);
    }

    private OneHot space() {
        return space(positions, grid, codebookSize);
    }

    @Override
    public Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(space());
    }

    @Override
    public PosteriorFamily create(PartContext context) {
        Codebook codes = new Codebook(context.runtime(), context.key().split("codebook"), this);
        return new VectorQuantisedFamily(
                space(), Grid.ofSetting(grid), codeDimension, commitment, codes);
    }
}
