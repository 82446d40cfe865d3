// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * What stands in the loss for the KL: {@code loss = mean_b [R - reconstruction] + penalties}, where the
 * bound has {@code R = KL}. The bound itself is reported as it is, whatever R.
 */
public interface KlRegularizer extends Component {

    /**
     * What a regulariser is given at one step.
     *
     * @param terms of the bound, on this step's batch
     * @param model that they are of
     * @param batch the examples
     * @param key for draws of the regulariser's own
     * @param clock how far training has come
     */
    record Step(
            ElboTerms terms,
            LatentVariableModel model,
            Batch batch,
            RandomKey key,
            TrainingProgress clock) {}

    /**
     * What stands for the KL at one step.
     *
     * @param value R in nats, without constants that have no gradient: [B]; or a scalar, where R is a
     *     function of the batch as a whole
     * @param weight the derivative of R in the KL, for the history; 1 is the bound. Where R weighs
     *     parts of the KL apart, what multiplies them all. Where it lies on the device, an {@link
     *     UnreadNumber}
     * @param updates of the regulariser's own state, after the step
     */
    record Regularized(Tensor value, DoubleSupplier weight, List<StateUpdate> updates) {

        /** A regulariser without state. */
        public Regularized(Tensor value, double weight) {
            this(value, () -> weight, List.of());
        }
    }

    /**
     * Returns R.
     *
     * @throws IllegalArgumentException if it is not defined for the model; a model is tried on one
     *     example before it is trained
     */
    Regularized of(Step step);

    /**
     * Returns the fewest examples of a batch for which R is defined: 1, unless it is a statistic of
     * several. Of one example, on which a model is tried, R need not be a number then.
     */
    default int leastBatch() {
        return 1;
    }

    /**
     * Returns whether R is the KL times one number, the same for every datum and every variable. R of a
     * part of a model is then the part of R. By default it is not.
     */
    default boolean isProportional() {
        return false;
    }

    /**
     * Returns whether R, as a function of the terms, is on its way at a step: while a weight is warmed
     * up, or a capacity grows. Early stopping waits until it is not. By default it never is; a
     * multiplier that follows the terms does not count.
     */
    default boolean isMoving(TrainingProgress clock) {
        return false;
    }
}
