// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.tensor.Tensor;

/**
 * K draws of q that pass no gradient, as the objective of an estimator for q sees them.
 *
 * @param logWeights log w_k, [K, ...]
 * @param logQ log q(z_k given x), [K, ...]
 * @param logPrior log p(z_k), [K, ...]
 * @param logDream the logarithm of the density with which the model generates x and z_k over that
 *     with which data and q give them, [K, ...]
 */
public record HeldDraws(Tensor logWeights, Tensor logQ, Tensor logPrior, Tensor logDream) {

    /**
     * Returns the objective of the wake update of q, {@code sum_k v_k log q(z_k given x)} with the
     * held shares {@code v_k = w_k / sum_j w_j} (Bornschein and Bengio 2015, algorithm 1).
     *
     * @return [...]
     */
    public Tensor wake() {
        return logWeights.stopGradient().softmax(0).mul(logQ).sum(0);
    }

    /**
     * Returns the objective of the sleep update of q, whose mean is {@code E_p(x, z)[log q(z given
     * x)]}: of data that the model generates.
     *
     * @return [...]
     */
    public Tensor sleep() {
        return logDream.stopGradient().exp().mul(logQ).mean(0);
    }
}
