// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.tensor.Tensor;

/**
 * Holds the divergence at a capacity that grows (Burgess et al. 2018, equation 8):
 *
 * <pre>
 *   R = gamma | KL - C(t) |
 * </pre>
 *
 * <p>where KL is the mean over the batch: single examples may have more and less. The weight of the
 * KL is gamma above C and -gamma below; its mean over steps is what the multiplier of a constraint KL
 * = C would be.
 */
public final class KlCapacity implements KlRegularizer {

    private final Capacity capacity;
    private @Nullable Tensor excess;

    /** Creates the regulariser. */
    public KlCapacity(Capacity capacity) {
        this.capacity = capacity;
    }

    @Override
    public Tensor of(ElboTerms terms, Clock clock) {
        Tensor distance = terms.kl().mean().sub(capacity.at(clock));
        excess = distance.stopGradient();
        return distance.abs().mul(capacity.gamma());
    }

    @Override
    public double weight(Clock clock) {
        return excess == null ? Double.NaN : capacity.gamma() * Math.signum(excess.readScalar());
    }

    @Override
    public void afterStep(Clock clock) {
        excess = null;
    }

    /** Returns what it is, for messages. */
    @Override
    public String toString() {
        return "a capacity";
    }
}
