// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.tensor.Tensor;

/**
 * A map from vectors of R^w to k codes, which are vectors too, and back. It knows nothing of
 * positions, posteriors and networks: a {@link QuantiserPart} makes a posterior of it.
 *
 * <p>Indices and codes belong together one to one: {@code indices(codes(i)) = i} for each i in [0,
 * k).
 */
public interface Quantiser extends Component {

    /** Returns k. */
    int size();

    /** Returns w. */
    int width();

    /**
     * Returns the vectors in the domain in which they are quantised, such as bounded ones. The
     * gradient of the decoder passes through this map. The default leaves them as they are.
     *
     * @param e [N, w]
     */
    default Tensor bounded(Tensor e) {
        return e;
    }

    /**
     * Returns the index of the code of each vector, INT32 [N].
     *
     * @param u vectors in the domain of {@link #bounded}, or what earlier stages left of them, [N,
     *     w]
     */
    Tensor indices(Tensor u);

    /** Returns the codes of indices, INT32 [N] to [N, w]. */
    Tensor codes(Tensor indices);

    /** Returns the codes of unit vectors, [N, k] to [N, w]. */
    default Tensor ofUnits(Tensor units) {
        return codes(units.argMax(-1));
    }

    /**
     * Returns what the loss has beside the bound, by name, in nats for each vector, [N].
     *
     * @param u the vectors, [N, w]
     * @param codes their codes, [N, w]
     */
    default Map<String, Tensor> penalties(Tensor u, Tensor codes) {
        return Map.of();
    }

    /**
     * Returns the updates of state after a training step.
     *
     * @param u the vectors, [N, w]
     * @param indices of their codes, INT32 [N]
     */
    default List<StateUpdate> updates(Tensor u, Tensor indices) {
        return List.of();
    }

    @Override
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Returns {@code weight |a - sg(b)|^2} of each vector, [N]. */
    static Tensor distance(Tensor a, Tensor b, double weight) {
        return a.sub(b.stopGradient()).square().sum(-1).mul(weight);
    }
}
