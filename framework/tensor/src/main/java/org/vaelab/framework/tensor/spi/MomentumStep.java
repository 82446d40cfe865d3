// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

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
public record MomentumStep(double learningRate, double momentum, boolean nesterov)
        implements OptimizerStep {

    public MomentumStep {
        AdamStep.require(learningRate >= 0, "learningRate", learningRate, "at least 0");
        AdamStep.require(momentum >= 0 && momentum < 1, "momentum", momentum, "in [0, 1)");
    }

    /** {@inheritDoc} One, the velocity u; none if there is no momentum. */
    @Override
    public int slots() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public void apply(TensorBackend backend, Update<Buffer> update) {
        ElementwiseOperations e = backend.elementwise();
        Buffer g = update.gradient();
        Buffer direction = g;
        if (momentum != 0) {
            Buffer velocity = update.state().get(0);
            Buffer u = e.binary(Binary.ADD, e.binary(Binary.MULTIPLY, velocity, momentum), g);
            backend.storage().assign(velocity, u);
            direction =
                    nesterov ? e.binary(Binary.ADD, g, e.binary(Binary.MULTIPLY, u, momentum)) : u;
        }
        Buffer change = e.binary(Binary.MULTIPLY, direction, learningRate);
        backend.storage().assign(update.value(), e.binary(Binary.SUBTRACT, update.value(), change));
    }
}
