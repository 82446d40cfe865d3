// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformCategorical;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The family of {@link VectorQuantised}: the encoder gives n vectors of w coordinates, each of which
 * becomes the nearest of the k codes of one codebook.
 *
 * <p>The codebook starts from clusters of the vectors of the first training step, and moves after each
 * step by those of its batch.
 */
final class VectorQuantisedFamily implements PosteriorFamily {

    private final OneHot space;
    private final Optional<Grid> grid;
    private final int width;
    private final double commitment;
    private final Codebook codebook;
    private @Nullable Quantised latest;

    /** The vectors of a training step, [N, w], with their codes as unit vectors, [N, k]. */
    private record Quantised(Tensor encoded, Tensor users) {}

    /**
     * Creates the family.
     *
     * @param space n positions of k codes
     * @param grid where the positions lie, if on a grid
     * @param width w
     * @param commitment beta, at least 0
     */
    VectorQuantisedFamily(
            OneHot space, Optional<Grid> grid, int width, double commitment, Codebook codebook) {
        this.space = space;
        this.grid = grid;
        this.width = width;
        this.commitment = commitment;
        this.codebook = codebook;
    }

    @Override
    public OneHot space() {
        return space;
    }

    @Override
    public Head head() {
        Head vectors = Head.of(Head.real("vectors", embeddedWidth()));
        return grid.map(vectors::onGrid).orElse(vectors);
    }

    @Override
    public VectorQuantised of(Tensor headOutput, Phase phase) {
        int n = space.variables();
        int batch = headOutput.shape().extent(0);
        Tensor encoded = head().split(headOutput).get(0).reshape(batch, n, width);
        Tensor rows = encoded.reshape(batch * n, width).stopGradient();
        Tensor indices = codebook.nearest(rows);
        Tensor codes = codebook.codes().gather(0, indices).reshape(batch, n, width);
        Tensor users = indices.oneHot(space.categories());
        boolean training = phase instanceof Phase.Training;
        if (training) {
            latest = new Quantised(rows, users);
        }
        return new VectorQuantised(
                encoded,
                codes,
                users.reshape(batch, n, space.categories()),
                training ? commitment : 0,
                training && !codebook.isMovingAverage() ? 1 : 0);
    }

    @Override
    public void afterStep(Clock clock) {
        if (latest == null) {
            return;
        }
        if (clock.step() == 0) {
            codebook.start(latest.encoded());
        } else {
            codebook.update(latest.encoded(), latest.users(), clock.step());
        }
        latest = null;
    }

    @Override
    public boolean isDeterministic() {
        return true;
    }

    @Override
    public Prior standardPrior(TensorRuntime runtime) {
        return new UniformCategorical(runtime, space);
    }

    @Override
    public int embeddedWidth() {
        return space.variables() * width;
    }

    @Override
    public Optional<Grid> embeddedGrid() {
        return grid;
    }

    /** Looks the codes up: [..., n, k] becomes [..., n w]. */
    @Override
    public Tensor embed(Tensor z) {
        Tensor rows = z.reshape(-1, space.categories());
        return rows.matmul(codebook.codes())
                .reshape(z.shape().range(0, -2).append(embeddedWidth()));
    }

    @Override
    public List<Parameter> parameters() {
        return codebook.parameters().stream().map(p -> p.within("codebook")).toList();
    }

    @Override
    public Class<VectorQuantised> type() {
        return VectorQuantised.class;
    }
}
