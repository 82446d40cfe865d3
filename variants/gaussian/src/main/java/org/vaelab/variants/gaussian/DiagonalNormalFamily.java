// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.IndependentNormalFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link DiagonalNormal}s on R^d: the encoder chooses mean and log-variance of each
 * coordinate.
 *
 * @param space R^d
 */
public record DiagonalNormalFamily(Euclidean space) implements IndependentNormalFamily {

    @Override
    public Head head() {
        int d = space.dimension();
        return Head.of(Head.real("mean", d), Head.real("logVariance", d));
    }

    @Override
    public DiagonalNormal of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new DiagonalNormal(parameters.get(0), parameters.get(1));
    }

    @Override
    public DiagonalNormal of(Tensor mean, Tensor logVariance) {
        return new DiagonalNormal(mean, logVariance);
    }
}
