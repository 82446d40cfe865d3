// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.IndependentNormalFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link DiagonalNormal}s on R^d: the encoder chooses mean and log-variance of each
 * coordinate.
 *
 * @param space R^d
 * @param grid on which the coordinates lie, if on one: equally many at each position, those of one side
 *     by side
 */
public record DiagonalNormalFamily(Euclidean space, Optional<Grid> grid)
        implements IndependentNormalFamily {

    /**
     * Standard deviations from 1e-9 to 3e4. Without bounds the first step on data of large values ends
     * with an infinite KL. There is less room above, where the decoder has to take draws of z.
     */
    private static final double LEAST_LOG_VARIANCE = -40;

    private static final double GREATEST_LOG_VARIANCE = 20;

    /** The family of vectors. */
    public DiagonalNormalFamily(Euclidean space) {
        this(space, Optional.empty());
    }

    @Override
    public Head head() {
        int d = space.dimension();
        Head head = Head.of(Head.real("mean", d), Head.real("logVariance", d));
        return grid.map(head::onGrid).orElse(head);
    }

    @Override
    public NetworkInput networkInput() {
        return grid.isEmpty()
                ? space.networkInput()
                : NetworkInput.of(space.dimension(), grid, z -> z);
    }

    @Override
    public DiagonalNormal of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new DiagonalNormal(
                parameters.get(0),
                SoftBounds.of(parameters.get(1), LEAST_LOG_VARIANCE, GREATEST_LOG_VARIANCE));
    }

    @Override
    public DiagonalNormal of(Tensor mean, Tensor logVariance) {
        return new DiagonalNormal(mean, logVariance);
    }
}
