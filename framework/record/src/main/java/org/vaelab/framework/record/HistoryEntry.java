// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code history.jsonl}: the state of training after a step.
 *
 * @param step the number of steps taken, from 1; 0 for an entry before training
 * @param epoch the number of passes over the training data so far, a fraction within a pass
 * @param train means per datum over the batch of this step, in nats, by name, in order:
 *     {@value #LOSS}, {@value #BOUND}, {@value #RECONSTRUCTION}, {@value #KL} and whatever else the
 *     objective names; may be empty for an entry that only validates
 * @param learningRate the step size in use; {@code NaN} if unknown
 * @param klWeight the weight on the KL in the loss; {@code NaN} if the objective has none
 * @param gradientNorm the Euclidean norm of the whole gradient before clipping; {@code NaN} if
 *     unknown
 * @param validation means per datum over the validation data, in nats, by the same names; empty if
 *     this entry did not validate
 * @param elapsedSeconds wall time since training began; {@code NaN} if unknown. The one field that
 *     differs between two equal runs
 * @param skipped how many steps so far changed nothing because their gradients were too large;
 *     null, and absent from the line, if the run skips none
 */
public record HistoryEntry(
        long step,
        double epoch,
        Map<String, Double> train,
        double learningRate,
        double klWeight,
        double gradientNorm,
        Map<String, Double> validation,
        double elapsedSeconds,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Long skipped) {

    /** The scalar that was minimised. */
    public static final String LOSS = "loss";

    /** The bound on log p(x). */
    public static final String BOUND = "bound";

    /** The expected log likelihood, E_q[log p(x|z)]. */
    public static final String RECONSTRUCTION = "reconstruction";

    /** The divergence of the posterior from the prior, KL(q(z|x) || p(z)). */
    public static final String KL = "kl";

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the step is negative
     */
    public HistoryEntry {
        if (step < 0) {
            throw new IllegalArgumentException("step must be >= 0, but is " + step);
        }
        train = InOrder.copy(train, "train");
        validation = InOrder.copy(validation, "validation");
    }

    /** Returns this entry without its elapsed time: of two equal runs these are equal. */
    public HistoryEntry withoutVolatile() {
        return new HistoryEntry(
                step,
                epoch,
                train,
                learningRate,
                klWeight,
                gradientNorm,
                validation,
                Double.NaN,
                skipped);
    }
}
