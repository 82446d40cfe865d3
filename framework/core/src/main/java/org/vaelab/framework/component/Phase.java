// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

/**
 * Why a distribution is built. A family that is relaxed in training is discrete in evaluation, so
 * that the bound which is reported is a bound.
 */
public sealed interface Phase {

    /** A training step. */
    record Training(TrainingProgress clock) implements Phase {}

    /** Evaluation, or use of a trained model. */
    record Evaluation() implements Phase {}

    static Phase training(TrainingProgress clock) {
        return new Training(clock);
    }

    static Phase evaluation() {
        return new Evaluation();
    }
}
