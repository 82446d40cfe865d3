// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.prior;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** p(z): what latent values are before any datum is seen. */
public interface Prior extends Component {

    /** Returns the space of z. */
    LatentSpace space();

    /**
     * Returns log p(z) in nats, with respect to the space's measure.
     *
     * @param z [..., event]
     * @return [...]
     */
    Tensor logProbability(Tensor z);

    /**
     * Draws independent values.
     *
     * @param n how many
     * @return [n, event]
     */
    Tensor sample(RandomKey key, int n);

    /**
     * Returns this prior for many calls of {@link #logProbability} while its parameters stay as they
     * are: what depends on them alone is computed now, in the scope that is open, and lives as long.
     * Densities are the same. Where there is nothing to compute, it is this prior.
     */
    default Prior prepared() {
        return this;
    }

    /** Returns the independent factors of a product, in order; itself for other distributions. */
    default List<Prior> factors() {
        return List.of(this);
    }
}
