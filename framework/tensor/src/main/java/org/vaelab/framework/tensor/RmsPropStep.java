// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/**
 * The numbers of one step of RMSprop (Tieleman and Hinton 2012).
 *
 * <pre>
 *   s &lt;- decay s + (1 - decay) g^2
 *   w &lt;- w - learningRate g / (sqrt(s) + epsilon)
 * </pre>
 *
 * @param learningRate the step size
 * @param decay of the mean square, in [0, 1)
 * @param epsilon added outside the root
 */
public record RmsPropStep(double learningRate, double decay, double epsilon) {

    public RmsPropStep {
        AdamStep.require(learningRate >= 0, "learningRate", learningRate, "at least 0");
        AdamStep.require(decay >= 0 && decay < 1, "decay", decay, "in [0, 1)");
        AdamStep.require(epsilon >= 0, "epsilon", epsilon, "at least 0");
    }
}
