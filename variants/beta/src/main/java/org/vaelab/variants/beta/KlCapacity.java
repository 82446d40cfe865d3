// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.List;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.UnreadNumber;
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

    /** Creates the regulariser. */
    public KlCapacity(Capacity capacity) {
        this.capacity = capacity;
    }

    @Override
    public Regularized of(Step step) {
        TrainingProgress clock = step.clock();
        Tensor distance = step.terms().kl().mean().sub(capacity.line(clock).at(clock.step()));
        Tensor excess = distance.stopGradient();
        return new Regularized(
                distance.abs().mul(capacity.gamma()),
                new UnreadNumber(excess.sign().mul(capacity.gamma())),
                List.of());
    }

    @Override
    public boolean isMoving(TrainingProgress clock) {
        return capacity.line(clock).isMoving(clock.step());
    }

    /** Returns what it is, for messages. */
    @Override
    public String toString() {
        return "a capacity";
    }
}
