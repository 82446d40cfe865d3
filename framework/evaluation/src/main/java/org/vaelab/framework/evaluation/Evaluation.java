// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;

/**
 * One evaluation of a model.
 *
 * @param test on which it is measured
 * @param key split by the name of what is measured
 * @param measured gathers what is measured, and hears of progress
 */
record Evaluation(LatentVariableModel model, Examples test, RandomKey key, Measurements measured) {

    /** Returns the same with another inference. */
    Evaluation with(Inference other) {
        return new Evaluation(model.with(other), test, key, measured);
    }

    /** Returns the same on some of the test examples. */
    Evaluation on(int[] rows) {
        return new Evaluation(model, test.select(rows), key, measured);
    }
}
