// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.vaelab.framework.component.Component.Learner;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.tensor.Tensor;

/**
 * A term R that replaces the KL in the loss, {@code loss = mean_b [R - reconstruction] +
 * penalties}. The loss is minus the bound if {@code R = KL}. The reported bound does not depend on
 * R.
 *
 * <p>A regulariser may learn parameters of its own, such as a critic, by an objective of their own.
 */
public interface KlRegularizer extends Learner {

    /**
     * The value of R at one step.
     *
     * @param value R in nats, without constants that have no gradient: [B]; or a scalar, where R is
     *     a function of the batch as a whole
     * @param weight the derivative of R in the KL, for the history; 1 is the bound. Where R weighs
     *     parts of the KL apart, what multiplies them all. Where it lies on the device, an {@link
     *     UnreadNumber}
     * @param updates of the regulariser's own state, after the step
     * @param own what the regulariser's own learned parameters minimise, a scalar, as {@link
     *     Objective#own}; empty if it learns nothing itself
     */
    record Regularized(
            Tensor value, DoubleSupplier weight, List<StateUpdate> updates, Optional<Tensor> own) {

        /** A regulariser that learns nothing itself. */
        public Regularized(Tensor value, DoubleSupplier weight, List<StateUpdate> updates) {
            this(value, weight, updates, Optional.empty());
        }

        /** A regulariser without state. */
        public Regularized(Tensor value, double weight) {
            this(value, () -> weight, List.of());
        }
    }

    /**
     * Returns R.
     *
     * @param terms of the bound, on the batch of the step
     * @param step whose key is for draws of the regulariser's own
     * @throws IllegalArgumentException if it is not defined for the model; a model is tried on one
     *     example before it is trained
     */
    Regularized of(ElboTerms terms, Step step);

    /**
     * Returns the fewest examples of a batch for which R is defined: 1, unless it is a statistic of
     * several. Of one example, on which a model is tried, R need not be a number then.
     */
    default int leastBatch() {
        return 1;
    }

    /**
     * Returns whether R takes the place of the reconstruction too, {@code loss = mean_b R +
     * penalties}. By default it does not.
     */
    default boolean replacesReconstruction() {
        return false;
    }

    /**
     * Returns whether R needs log q: by default it does. One that does not, such as a distance of
     * samples, also trains draws of which no density is known.
     */
    default boolean needsDensity() {
        return true;
    }

    /**
     * Returns whether R is the KL times one number, the same for every datum and every variable. R
     * of a part of a model is then the part of R. By default it is not.
     */
    default boolean isProportional() {
        return false;
    }

    /**
     * Returns whether R, as a function of the terms, still changes at a step, as during a warm-up.
     * Early stopping waits until it does not. A multiplier that follows the terms does not count.
     * The default is false.
     */
    default boolean isMoving(TrainingProgress clock) {
        return false;
    }

    /**
     * A number of a step that lies on the device. The history reads it with the losses. Reading it
     * earlier waits for the device.
     *
     * @param tensor of rank 0, without a gradient
     */
    record UnreadNumber(Tensor tensor) implements DoubleSupplier {

        @Override
        public double getAsDouble() {
            return tensor.readScalar();
        }
    }
}
