// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;

/**
 * What one training step says of itself.
 *
 * @param step the number of steps done, so that the first report says 1
 * @param epoch passes over the training examples so far
 * @param values means over the batch in nats: {@code loss}, {@code bound}, its terms, penalties
 * @param klWeight the weight of the KL used
 * @param gradientNorm the norm of the model's whole gradient before clipping; NaN where it was not
 *     computed
 * @param skipped how many steps changed nothing so far because their gradients were too large; null
 *     without {@link SkipGradients}
 */
public record StepReport(
        long step,
        double epoch,
        Map<String, Double> values,
        double learningRate,
        double klWeight,
        double gradientNorm,
        @Nullable Long skipped) {

    /** The name of the scalar that is minimised. */
    public static final String LOSS = "loss";

    /** The name of the bound with all weights at 1. */
    public static final String BOUND = "bound";
}
