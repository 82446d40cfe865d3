// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** q(z given x) for each of the B examples of a batch. */
public interface Posterior {

    /**
     * Draws K independent values per example.
     *
     * @param key the same key gives the same noise
     * @param samples K, at least 1
     */
    Draw draw(RandomKey key, int samples);

    /**
     * Returns log q(z given x) in nats.
     *
     * @param z [K, B, event]
     * @return [K, B]
     */
    Tensor logProbability(Tensor z);

    /**
     * Returns the value that stands for the distribution where one is needed: the mean in a vector
     * space, the mean direction on a sphere, the probabilities of categories.
     *
     * @return [B, event]
     */
    Tensor location();

    /** Returns how {@link #draw} passes gradients. */
    GradientKind gradient();

    /** Returns the independent factors of a product, in order; itself for other distributions. */
    default List<Posterior> factors() {
        return List.of(this);
    }
}
