// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Stochastic quantisation: each of n vectors e_i of the encoder chooses a code of a codebook at
 * random, the likelier the nearer (Takida et al. 2022, equation 4 with one variance, "SQ-VAE (I)"):
 *
 * <pre>
 *   q(z_i = j given x) ~ exp(-|e_i - c_j|^2 / (2 s^2)),   s learned
 * </pre>
 *
 * <p>The codes are in training relaxed as those of {@link CategoricalFamily}, and the decoder is
 * given the mean of the codebook under the relaxed value. This is a posterior of positive
 * probability everywhere, so log p(x) can be estimated, and no term draws vectors and codes
 * together but the bound. The paper's model has a continuous variable between vectors and codes.
 * Its bound is one of a joint posterior; here that variable is left out, because p(x given z) does
 * not depend on it.
 */
@Cites("takida2022")
@Part(
        value = "sq",
        description = "one of k codes at each of n positions, the likelier the nearer (SQ-VAE)",
        paper = "Takida et al. (2022)",
        variant = "sq")
public record StochasticQuantised(
        @Setting("n, the number of positions; leave it out if grid is set")
                @Nullable Integer positions,
        @Setting("rows and columns of positions, for convolutional encoders")
                @Nullable List<Integer> grid,
        @Setting("k, the number of codes") int codebookSize,
        @Setting("w, the number of coordinates of a code") int codeDimension,
        @Setting(value = "s^2 at the start of training, above 0", defaultValue = "1")
                double variance,
        @Setting(
                        value = CategoricalFamily.TEMPERATURE,
                        defaultValue = CategoricalFamily.DEFAULT_TEMPERATURE)
                Schedule temperature,
        @Setting(value = CategoricalFamily.DRAW, defaultValue = "relaxed")
                CategoricalFamily.Drawing draw)
        implements PosteriorPart {

    public StochasticQuantised {
        grid = grid == null ? null : List.copyOf(grid);
        space(positions, grid, codebookSize);
        Counts.atLeastOne("codeDimension", codeDimension);
        CategoricalFamily.requirePositive(temperature);
        if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new SettingException("variance", "must be above 0 and finite, is " + variance);
        }
    }

    private static OneHot space(
            @Nullable Integer positions, @Nullable List<Integer> grid, int size) {
        return new OneHot(Grid.positions(positions, grid), size);
    }

    @Override
    public Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(space(positions, grid, codebookSize));
    }

    @Override
    public PosteriorFamily create(PartContext context) {
        Tensor codes =
                context.runtime()
                        .normal(
                                context.key().split("codebook"),
                                Shape.of(codebookSize, codeDimension));
        return new Family(
                this,
                space(positions, grid, codebookSize),
                Grid.ofSetting(grid),
                Parameter.learned("codes", codes),
                Parameter.learned("logVariance", context.runtime().vector(Math.log(variance))));
    }

    /**
     * The family with its parameters.
     *
     * @param codes [k, w], of the generative model
     * @param logVariance log s^2, [1]
     */
    private record Family(
            StochasticQuantised settings,
            OneHot space,
            Optional<Grid> grid,
            Parameter codes,
            Parameter logVariance)
            implements PosteriorFamily {

        @Override
        public Head head() {
            int width = space.variables() * settings.codeDimension;
            Head vectors = Head.of(Head.real("vectors", width));
            return grid.map(vectors::onGrid).orElse(vectors);
        }

        /** Leaves |e|^2 out of the logits: it is the same for all codes. */
        @Override
        public Categorical of(Tensor headOutput, Phase phase) {
            Tensor e = head().split(headOutput).get(0).reshape(-1, settings.codeDimension);
            Tensor halfSquares = codes.value().square().sum(-1).mul(0.5);
            Tensor logits =
                    e.matmul(codes.value().transpose())
                            .sub(halfSquares)
                            .div(logVariance.value().exp())
                            .reshape(-1, space.variables(), space.categories());
            return CategoricalFamily.of(logits, settings.temperature, settings.draw, phase);
        }

        @Override
        public NetworkInput networkInput() {
            return new Lookup();
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(logVariance);
        }

        /** The mean of the codes under z, [..., n, k] to [..., n w]. */
        private final class Lookup implements NetworkInput {

            @Override
            public int width() {
                return head().width();
            }

            @Override
            public Optional<Grid> grid() {
                return grid;
            }

            @Override
            public Tensor of(Tensor z) {
                return z.reshape(-1, space.categories())
                        .matmul(codes.value())
                        .reshape(z.shape().range(0, -2).append(width()));
            }

            @Override
            public List<Parameter> parameters() {
                return List.of(codes.within("codebook"));
            }
        }
    }
}
