// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;

/** What is known of the weights pi of K components, [K] in the precision of the run. */
interface Weights extends Component {

    /** Returns log p(z = k) of the model that is evaluated. */
    Tensor logarithms();

    /** Returns E log pi_k under the distribution of the weights; of a point log pi_k. */
    Tensor expectedLogarithms();

    /**
     * Sets the weights to those that are best for mean responsibilities.
     *
     * @param share N_k / N, [K], float64
     */
    void maximize(Tensor share);

    /** Returns what the weights add to what is maximised, in nats for all data together. */
    double parameterBound();
}
