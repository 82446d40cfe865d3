// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import org.vaelab.framework.posterior.Posterior;

/**
 * p(z given x, c) of a model of which it is known. It has no distributions at a location, because
 * no encoder gives their parameters.
 *
 * @param q the distributions that it consists of
 */
public record ExactPosterior(JointPosterior q) implements WrappedPosterior {

    /** Returns the posterior of a model with one latent variable. */
    public static ExactPosterior of(String name, Posterior q) {
        return new ExactPosterior(new SequentialPosterior(name, q, List.of()));
    }
}
