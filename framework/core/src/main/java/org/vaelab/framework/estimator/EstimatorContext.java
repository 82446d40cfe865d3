// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What an estimator, or the regulariser in its loss, can read about its model when it is made.
 *
 * @param regularizer replaces the KL in the loss: the KL with the weight of the training settings,
 *     or a regulariser that is made from it
 * @param spaces of the latent variables, in ancestral order; at least one
 */
public record EstimatorContext(
        PartContext part, KlRegularizer regularizer, List<LatentSpace> spaces) {

    public EstimatorContext {
        spaces = List.copyOf(spaces);
    }

    public TensorRuntime runtime() {
        return part.runtime();
    }

    /**
     * Returns the space of the only latent variable as one of a class.
     *
     * @param estimator the name of the estimator that needs it, for the message
     * @throws IllegalArgumentException if there are several variables, or the space is of another
     *     class
     */
    public <T extends LatentSpace> T space(Class<T> type, String estimator) {
        if (spaces.size() != 1 || !type.isInstance(spaces.get(0))) {
            throw new IllegalArgumentException(
                    estimator
                            + " needs one latent variable, on a space of kind "
                            + type.getSimpleName()
                            + ", not "
                            + spaces.stream()
                                    .map(LatentSpace::toString)
                                    .collect(Collectors.joining(" > ")));
        }
        return type.cast(spaces.get(0));
    }

    /**
     * Returns the weight of the KL by step, as training sets it.
     *
     * @throws IllegalArgumentException if a regulariser replaces the KL, or variables have weights
     *     of their own
     */
    public Schedule klWeight() {
        return KlWeight.scheduleOf(regularizer);
    }

    /**
     * Requires that training gives the KL no weight, for a part whose objective has no KL.
     *
     * @param part of a kind and a name, such as {@code estimator rws}
     * @param reason why it has none
     * @throws IllegalArgumentException if there is a weight, or a regulariser replaces the KL
     */
    public void requireNoKlWeight(String part, String reason) {
        if (!klWeight().equals(Schedule.constant(1))) {
            throw new IllegalArgumentException(
                    ("%s has no KL to weigh, as %s\nleave the weight out for"
                                    + " it: training: {klWeight: 1, warmup: 0}, and no beta")
                            .formatted(part, reason));
        }
    }
}
