// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.tensor.Tensor;

/**
 * What is taken from the learning signal of a draw without a change of the expected gradient:
 * anything that does not depend on that draw, as {@code E_q[grad log q] = 0}.
 */
interface Baseline extends Component {

    /**
     * The result of a baseline for the signals of a step.
     *
     * @param signal what is left, [K, B]
     * @param own what the parameters of the baseline minimise, a scalar; empty if it learns none
     * @param updates of its state, after the step
     */
    record Centred(Tensor signal, Optional<Tensor> own, List<StateUpdate> updates) {

        Centred(Tensor signal) {
            this(signal, Optional.empty(), List.of());
        }
    }

    Baseline NONE = (signal, batch) -> new Centred(signal);

    /**
     * The mean of the other draws (Kool, van Hoof and Welling 2019): f_k less it is K / (K - 1)
     * times f_k less the mean of all.
     */
    Baseline MEAN_OF_OTHERS =
            (signal, batch) -> {
                int samples = signal.shape().extent(0);
                double scale = samples / (samples - 1.0);
                return new Centred(signal.sub(signal.mean(0)).mul(scale));
            };

    /**
     * Returns what is left of signals.
     *
     * @param signal f of K draws for each of B examples, as constants, [K, B]
     */
    Centred of(Tensor signal, Batch batch);

    /** Returns the scalar by which {@link #of} divides all signals; empty by default. */
    default Optional<Tensor> scale() {
        return Optional.empty();
    }
}
