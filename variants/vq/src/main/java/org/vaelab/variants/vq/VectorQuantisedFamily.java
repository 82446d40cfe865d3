// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link VectorQuantised}. The encoder outputs n vectors of w coordinates, and each
 * is replaced by the nearest of the k codes of one codebook.
 *
 * <p>The codebook starts from clusters of the vectors of the first training step. After each step
 * it moves by the vectors of the batch, as a state update of the draws.
 *
 * @param space n positions of k codes
 * @param grid where the positions lie, if on a grid
 * @param width w
 * @param commitment beta, at least 0
 */
record VectorQuantisedFamily(
        OneHot space, Optional<Grid> grid, int width, double commitment, Codebook codebook)
        implements PosteriorFamily {

    @Override
    public Head head() {
        Head vectors = Head.of(Head.real("vectors", space.variables() * width));
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
        int k = space.categories();
        Tensor values = indices.reshape(batch, n);
        if (!(phase instanceof Phase.Training)) {
            return new VectorQuantised(encoded, codes, values, k, 0, 0, List.of());
        }
        Tensor users = indices.oneHot(k);
        return new VectorQuantised(
                encoded,
                codes,
                values,
                k,
                commitment,
                codebook.isMovingAverage() ? 0 : 1,
                List.of(clock -> codebook.learn(rows, users, clock.step())));
    }

    /**
     * Returns the input that looks codes up. It holds the codebook, which belongs to the generative
     * model.
     */
    @Override
    public NetworkInput networkInput() {
        return new CodebookInput();
    }

    /**
     * Looks codes up: the decoder receives n vectors of w coordinates in place of the unit vectors.
     */
    private final class CodebookInput implements NetworkInput {

        @Override
        public int width() {
            return space.variables() * width;
        }

        @Override
        public Optional<Grid> grid() {
            return grid;
        }

        /** Returns the codes, [..., n w], of unit vectors [..., n, k]. */
        @Override
        public Tensor of(Tensor z) {
            Tensor rows = z.reshape(-1, space.categories());
            return rows.matmul(codebook.codes()).reshape(z.shape().range(0, -2).append(width()));
        }

        @Override
        public List<Parameter> parameters() {
            return codebook.parameters().stream().map(p -> p.within("codebook")).toList();
        }
    }
}
