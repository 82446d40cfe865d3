// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What an estimator, or what stands for the KL in its loss, may know of its model.
 *
 * @param part what every part may know
 * @param regularizer what stands for the KL: the weight by step that training asks for, or what the
 *     variant has made of it
 */
public record EstimatorContext(PartContext part, KlRegularizer regularizer) {

    /** Returns where parameters live. */
    public TensorRuntime runtime() {
        return part.runtime();
    }

    /**
     * Returns the weight of the KL by step, for an estimator that knows no other regulariser.
     *
     * @throws IllegalArgumentException if the variant regularises otherwise
     */
    public Schedule klWeight() {
        if (regularizer instanceof KlWeight weight) {
            return weight.schedule();
        }
        throw new IllegalArgumentException(
                "the KL of this model is held by "
                        + regularizer
                        + ", which has no weight by step; only the estimator elbo, without"
                        + " freeBits, goes with it");
    }
}
