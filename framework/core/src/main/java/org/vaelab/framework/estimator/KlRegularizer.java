// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;

/**
 * What stands in the loss for the divergence: {@code loss = mean_b [R - reconstruction] + penalties},
 * where the bound has {@code R = KL}. The bound itself is reported as it is, whatever R.
 *
 * <p>One may look at the terms of a step in {@link #of}, and update state of its own in {@link
 * #afterStep}.
 */
public interface KlRegularizer extends Component {

    /**
     * Returns R in nats, without constants that have no gradient.
     *
     * @param terms of the bound, on this step's batch
     * @return [B]; or a scalar, where R is a function of the batch as a whole
     */
    Tensor of(ElboTerms terms, Clock clock);

    /**
     * Returns the derivative of R in the divergence at a step, for the history; 1 is the bound.
     * Asked after {@link #of} of that step and before {@link #afterStep}, inside the step's scope.
     */
    double weight(Clock clock);
}
