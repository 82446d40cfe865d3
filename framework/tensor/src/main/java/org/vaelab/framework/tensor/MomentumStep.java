// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/**
 * The numbers of one step of gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).
 *
 * <pre>
 *   u &lt;- momentum u + g
 *   w &lt;- w - learningRate u,  with Nesterov's look-ahead  w &lt;- w - learningRate (g + momentum u)
 * </pre>
 *
 * @param learningRate the step size
 * @param momentum in [0, 1); 0 needs no state and uses g as u
 * @param nesterov whether to look ahead along the momentum
 */
public record MomentumStep(double learningRate, double momentum, boolean nesterov) {

    public MomentumStep {
        AdamStep.require(learningRate >= 0, "learningRate", learningRate, "at least 0");
        AdamStep.require(momentum >= 0 && momentum < 1, "momentum", momentum, "in [0, 1)");
    }
}
