// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

/** A generative model whose posterior is known: a mixture, a linear-Gaussian model. */
public interface TractableModel extends GenerativeModel {

    /**
     * Returns p(z given x, c), for each of the B examples of a batch. For every z
     *
     * <pre>
     *   log p(x, z given c) - log p(z given x, c) = log p(x given c)
     * </pre>
     *
     * <p>so that one draw gives log p(x), and its gradient in the parameters that of log p(x),
     * whatever the draw passes on itself.
     */
    JointPosterior posterior(Batch batch);
}
