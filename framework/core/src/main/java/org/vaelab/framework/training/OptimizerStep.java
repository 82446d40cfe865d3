// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

/**
 * What an optimiser is told of one step.
 *
 * @param number of the steps that the same parameters have taken before
 * @param learningRate the step size
 * @param gradientScale a factor of all gradients: below 1 where they are clipped
 */
public record OptimizerStep(long number, double learningRate, double gradientScale) {

    /** A step along the gradients as they are. */
    public OptimizerStep(long number, double learningRate) {
        this(number, learningRate, 1);
    }
}
