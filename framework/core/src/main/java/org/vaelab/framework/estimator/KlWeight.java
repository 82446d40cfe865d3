// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.tensor.Tensor;

/**
 * The divergence with a weight: {@code R = beta(t) KL}. Weight 1 is the evidence lower bound; a ramp
 * from 0 is a warm-up (Bowman et al. 2016, section 3.1), a constant above 1 the beta-VAE (Higgins et
 * al. 2017, equation 4).
 *
 * @param schedule beta by step, not negative
 */
public record KlWeight(Schedule schedule) implements KlRegularizer {

    /** Checks that the weight is never negative. */
    public KlWeight {
        if (!(schedule.least() >= 0)) {
            throw new IllegalArgumentException(
                    "the weight of the KL must not be negative, falls to " + schedule.least());
        }
    }

    @Override
    public Regularized of(Step step) {
        double weight = schedule.at(step.clock().step());
        Tensor kl = step.terms().kl();
        return new Regularized(weight == 1 ? kl : kl.mul(weight), weight);
    }

    @Override
    public boolean isMoving(TrainingProgress clock) {
        return schedule.isMoving(clock.step());
    }
}
