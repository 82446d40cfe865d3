// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The family of {@link DiagonalNormal}s on R^d: the encoder chooses mean and log-variance of each
 * coordinate.
 *
 * @param space R^d
 */
public record DiagonalNormalFamily(Euclidean space) implements PosteriorFamily {

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
    public Prior standardPrior(TensorRuntime runtime) {
        return new StandardNormal(runtime, space);
    }

    @Override
    public Class<DiagonalNormal> type() {
        return DiagonalNormal.class;
    }
}
