// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.FormerName;

/** Makes families of point masses on codes of a codebook. */
public final class VectorQuantisedFactory
        implements PosteriorFactory<VectorQuantisedFactory.Settings> {

    /**
     * Settings.
     *
     * @param positions n, unless {@code grid} gives it
     * @param grid rows and columns of positions, for encoders that keep the place of what they see
     * @param codebookSize k
     * @param codeDimension w, the coordinates of a code
     * @param commitment beta, default 0.25
     * @param codebook how it is learned, default by moving averages
     * @param decay of the moving averages, default 0.99
     * @param deadCodeThreshold the share of even use below which a code is seeded anew, default 0.02; 0: never
     */
    public record Settings(
            @Nullable Integer positions,
            @Nullable List<Integer> grid,
            @FormerName("codes") @AlsoKnownAs({"numEmbeddings", "nEmbed", "numCodes", "K"})
                    int codebookSize,
            @FormerName("width") @AlsoKnownAs({"embeddingDim", "codeDim", "latentDim"})
                    int codeDimension,
            @AlsoKnownAs({"commitmentCost", "commitmentWeight", "beta"}) Double commitment,
            CodebookSettings.Learning codebook,
            Double decay,
            @FormerName("revival") Double deadCodeThreshold) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @Nullable Integer positions,
                @Nullable List<Integer> grid,
                @JsonProperty(required = true) int codebookSize,
                @JsonProperty(required = true) int codeDimension,
                @Nullable Double commitment,
                CodebookSettings.@Nullable Learning codebook,
                @Nullable Double decay,
                @Nullable Double deadCodeThreshold) {
            this.positions = positions;
            this.grid = grid == null ? null : List.copyOf(grid);
            this.codebookSize = codebookSize;
            this.codeDimension = codeDimension;
            this.commitment = commitment == null ? 0.25 : commitment;
            this.codebook = codebook == null ? CodebookSettings.Learning.EMA : codebook;
            this.decay = decay == null ? 0.99 : decay;
            this.deadCodeThreshold = deadCodeThreshold == null ? 0.02 : deadCodeThreshold;
            Counts.atLeastOne("codeDimension", codeDimension);
            if (!(this.commitment >= 0)) {
                throw new IllegalArgumentException(
                        "commitment must be at least 0, is " + commitment);
            }
            space();
            learning();
        }

        OneHot space() {
            if ((positions == null) == (grid == null)) {
                throw new IllegalArgumentException(
                        "either positions or grid must be set, and not both");
            }
            int n = places().map(Grid::positions).orElseGet(() -> positions);
            return new OneHot(n, codebookSize);
        }

        Optional<Grid> places() {
            if (grid == null) {
                return Optional.empty();
            }
            if (grid.size() != 2) {
                throw new IllegalArgumentException(
                        "grid must be rows and columns, such as [7, 7], is " + grid);
            }
            return Optional.of(new Grid(grid.get(0), grid.get(1)));
        }

        CodebookSettings learning() {
            return new CodebookSettings(codebook, decay, deadCodeThreshold);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the nearest of k codes at each of n positions (van den Oord et al. 2017)";
    }

    @Override
    public Optional<LatentSpace> space(Settings settings) {
        return Optional.of(settings.space());
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        OneHot space = settings.space();
        Codebook codebook =
                new Codebook(
                        context.runtime(),
                        context.key().split("codebook"),
                        space.categories(),
                        settings.codeDimension(),
                        settings.learning());
        return new VectorQuantisedFamily(
                space,
                settings.places(),
                settings.codeDimension(),
                settings.commitment(),
                codebook);
    }
}
