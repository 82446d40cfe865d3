// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.component.Component;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** The K distributions p(x given k) of a mixture, and what is known of their parameters. */
interface Components extends Component {

    /**
     * Returns log p(x given k) of the model that is evaluated in nats, [B, K], in float64 or the
     * precision of the run.
     */
    Tensor logDensities(Tensor x);

    /** Returns E log p(x given k) under the distribution of the parameters; of a point log p(x given k). */
    Tensor expectedLogDensities(Tensor x);

    /**
     * Moves the statistics towards those of a batch.
     *
     * @param responsibilities [B, K], in the dtype of the densities
     */
    void expect(Tensor x, Tensor responsibilities, double rate);

    /**
     * Sets the statistics to those of components that each have an equal share of the data, around one
     * example each.
     *
     * @param examples [K, D], in the precision of the run
     */
    void startAt(Tensor examples);

    /**
     * Sets the parameters to those that are best for the statistics. A component without data keeps its
     * parameters, unless they have a prior.
     *
     * @param share N_k / N, [K], float64
     */
    void maximize(Tensor share);

    /** Returns what the parameters add to what is maximised, in nats for all data together. */
    double parameterBound();

    /** Returns E[x given k], [K, D], in the precision of the run. */
    Tensor means();

    /**
     * Draws one x for each row.
     *
     * @param rows unit vectors, [n, K]
     * @return [n, D]
     */
    Tensor sample(Tensor rows, RandomKey key);

    /** Returns whether log p(x) is the logarithm of a probability. */
    boolean isProbability();
}
