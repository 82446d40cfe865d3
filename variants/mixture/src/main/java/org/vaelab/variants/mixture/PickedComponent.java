// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Optional;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) = p(x given k) for the k that z picks. The densities under all components are computed once
 * for all draws of z.
 *
 * @param components the K distributions
 * @param rows z, [..., K]
 */
record PickedComponent(Components components, Tensor rows) implements OutputDistribution {

    @Override
    public Tensor logProbability(Tensor x) {
        return OneHotRows.pick(rows, components.logDensities(x).cast(rows.dtype()));
    }

    /** Returns E[x given k]; of probabilities instead of a unit vector the mean over k. */
    @Override
    public Optional<Tensor> mean() {
        int components = rows.shape().extent(-1);
        Tensor means = rows.reshape(-1, components).matmul(this.components.means());
        return Optional.of(
                means.reshape(rows.shape().range(0, -1).append(means.shape().extent(-1))));
    }

    @Override
    public Tensor sample(RandomKey key) {
        Tensor drawn = components.sample(rows.reshape(-1, rows.shape().extent(-1)), key);
        return drawn.reshape(rows.shape().range(0, -1).append(drawn.shape().extent(-1)));
    }
}
