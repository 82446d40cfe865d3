// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.posterior.PosteriorFamily.IndependentNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link DiagonalNormal}s on R^d: the encoder outputs mean and log-variance of each
 * coordinate. On a grid, each position has the same number of adjacent coordinates.
 *
 * <p>With {@code simplex} the networks see softmax(z). Then q and a Normal prior are
 * logistic-normal distributions of the shares. The KL is that of z, an upper bound of that of the
 * shares. With an affine decoder and the likelihood {@code multinomial}, this is ProdLDA
 * (Srivastava and Sutton 2017) without batch normalisation.
 */
@Cites("kingma2014")
@Called("diagonal Normal")
@Part(
        value = "diagonal-normal",
        shortName = "normal",
        description = "independent Normals on R^d, exact pathwise gradient",
        paper = "Kingma and Welling (2014)",
        variant = "gaussian")
public record DiagonalNormalFamily(
        @LatentDimension @Setting("the dimension d; on a grid, of all positions together")
                int latent,
        @Setting(
                        "rows and columns of positions, for convolutional networks; absent: z is a"
                                + " vector")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> grid,
        @Setting(
                        "whether the decoder sees softmax(z), shares that add up to 1, as in topic models;"
                                + " default false")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Boolean simplex)
        implements IndependentNormalFamily, NaturalFamily {

    public DiagonalNormalFamily {
        Counts.atLeastOne("latent", latent);
        grid = grid == null ? null : List.copyOf(grid);
        simplex = Boolean.TRUE.equals(simplex) ? simplex : null;
        if (simplex != null && grid != null) {
            throw new SettingException("simplex", "is for vectors; leave out grid");
        }
        Grid places = Grid.ofSetting(grid).orElse(new Grid(1, 1));
        if (latent % places.positions() != 0) {
            throw new SettingException(
                    "latent",
                    ("is the dimension in all, and %s numbers do not divide among"
                                    + " the %s positions of a grid of %s")
                            .formatted(latent, places.positions(), places));
        }
    }

    /** The family of vectors, or of values on a grid. */
    public DiagonalNormalFamily(int latent, @Nullable List<Integer> grid) {
        this(latent, grid, null);
    }

    /** The family of vectors of dimension d. */
    public DiagonalNormalFamily(int latent) {
        this(latent, null);
    }

    private Optional<Grid> places() {
        return Grid.ofSetting(grid);
    }

    @Override
    public Euclidean space() {
        return new Euclidean(latent);
    }

    @Override
    public Head head() {
        Head head = Head.of(Head.real("mean", latent), Head.real("logVariance", latent));
        return places().map(head::onGrid).orElse(head);
    }

    /** Returns the spread as logarithms of variances, and as what gives them. */
    @Override
    public List<HeadForm> forms() {
        return HeadForm.of(head())
                .within(
                        "logVariance",
                        SoftBounds.LEAST_LOG_VARIANCE,
                        SoftBounds.GREATEST_LOG_VARIANCE)
                .readings();
    }

    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this,
                HeadForm.of(head()).readings(),
                output -> of(head().split(output).get(0), head().split(output).get(1)));
    }

    @Override
    public NetworkInput networkInput() {
        if (simplex != null) {
            return NetworkInput.of(latent, z -> z.softmax(-1));
        }
        return grid == null ? space().networkInput() : NetworkInput.of(latent, places(), z -> z);
    }

    @Override
    public DiagonalNormal of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return of(parameters.get(0), SoftBounds.ofLogVariance(parameters.get(1)));
    }

    /** {@inheritDoc} They are mean over variance, and one over variance. */
    @Override
    public Tensor natural(Posterior q) {
        return natural((IndependentNormal) q);
    }

    @Override
    public Optional<Tensor> natural(Distribution p, Tensor like) {
        if (p instanceof StandardNormal) {
            Tensor zeros = like.runtime().zeros(Shape.of(latent), like.dtype());
            return Optional.of(Tensor.concatenate(List.of(zeros, zeros.add(1)), -1));
        }
        return p instanceof IndependentNormal normal
                ? Optional.of(natural(normal))
                : Optional.empty();
    }

    private static Tensor natural(IndependentNormal q) {
        Tensor precision = q.logVariance().neg().exp();
        return Tensor.concatenate(List.of(q.mean().mul(precision), precision), -1);
    }

    @Override
    public DiagonalNormal ofNatural(Tensor natural, Phase phase) {
        Tensor precision = natural.slice(-1, latent, 2 * latent);
        return new DiagonalNormal(
                natural.slice(-1, 0, latent).div(precision), precision.log().neg());
    }

    @Override
    public DiagonalNormal of(Tensor mean, Tensor logVariance) {
        return new DiagonalNormal(mean, logVariance);
    }
}
