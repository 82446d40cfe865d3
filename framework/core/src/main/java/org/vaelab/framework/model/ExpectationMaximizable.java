// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.tensor.Tensor;

/**
 * A model that is trained by turns of an expectation and a maximisation (Dempster, Laird and Rubin
 * 1977), whose sufficient statistics are means over data: of the complete data, of which z is
 * expected.
 *
 * <p>The model keeps the mean s of the expected statistics of the data. The parameters are a
 * function of s. Full EM takes in all data, each under the same parameters, before it maximises;
 * stepwise EM (Cappé and Moulines 2009, equation 13) moves s a little towards each batch.
 * Parameters with a prior give the MAP estimate; parameters with a distribution of their own,
 * mean-field variational Bayes (Attias 2000), of which the two turns are the coordinate ascent.
 *
 * <p>Statistics and parameters are state of the model, and saved with it.
 */
public interface ExpectationMaximizable extends TractableModel {

    /**
     * The expectation: {@code s <- (1 - rate) s + rate s(batch)}, where s(batch) is the mean of the
     * batch under the present parameters. They stay as they are.
     *
     * @param rate in (0, 1]; 1 forgets what was before
     */
    void expect(Batch batch, double rate);

    /** The maximisation: sets the parameters to those that are best for s. */
    void maximize();

    /**
     * Returns the data term of the objective for a batch, in nats, [B]: log p(x) under the present
     * parameters. If they have a distribution q(theta), it is {@code log sum_z exp E_q(theta)[log
     * p(x, z given theta)]}.
     */
    Tensor bound(Batch batch);

    /**
     * Returns the parameter term of the objective, in nats for all training data together. It is 0
     * for maximum likelihood, the default, and log p(theta), up to a constant, for MAP. For
     * mean-field variational Bayes it is -KL(q(theta) || p(theta)).
     */
    default double parameterBound() {
        return 0;
    }
}
