// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Inference;

/**
 * An inference that finds the posteriors of a batch by gradient ascent, and passes them to the
 * estimator without a gradient in what it has found.
 *
 * <p>What the estimator maximises is then lost on q, unless the ascent maximises it too. So the
 * model is trained with {@link #maximising} of the estimator's {@link
 * Estimator#posteriorObjective}. An estimator without one is rejected before training.
 */
@Internal
public interface AscendingInference extends Inference {

    /**
     * Returns this inference with another objective in training, with the same parameters. Until
     * this is called, and always in evaluation, the ascent maximises the evidence lower bound.
     */
    Inference maximising(RegularizedBound objective);
}
