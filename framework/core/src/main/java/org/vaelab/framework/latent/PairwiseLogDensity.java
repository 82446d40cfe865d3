// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * The log-densities of points under every one of R distributions: what a mixture of them needs.
 * What depends on the distributions alone is computed before the first point.
 */
@FunctionalInterface
public interface PairwiseLogDensity {

    /**
     * Returns log q_r(z_n) in nats.
     *
     * @param z N points, [N, event]
     * @return [N, R]
     */
    Tensor of(Tensor z);

    /**
     * Returns these with the logarithms of weights in a mixture added to them.
     *
     * @param logWeights [R]
     */
    default PairwiseLogDensity weighted(Tensor logWeights) {
        return z -> of(z).add(logWeights);
    }
}
