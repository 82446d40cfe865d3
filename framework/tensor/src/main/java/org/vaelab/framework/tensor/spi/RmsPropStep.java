// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

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
public record RmsPropStep(double learningRate, double decay, double epsilon)
        implements OptimizerStep {

    public RmsPropStep {
        AdamStep.require(learningRate >= 0, "learningRate", learningRate, "at least 0");
        AdamStep.require(decay >= 0 && decay < 1, "decay", decay, "in [0, 1)");
        AdamStep.require(epsilon >= 0, "epsilon", epsilon, "at least 0");
    }

    /** {@inheritDoc} One: the mean square s. */
    @Override
    public int slots() {
        return 1;
    }

    @Override
    public void apply(TensorBackend backend, Update<Buffer> update) {
        ElementwiseOperations e = backend.elementwise();
        Buffer g = update.gradient();
        Buffer s =
                e.binary(
                        Binary.ADD,
                        e.binary(Binary.MULTIPLY, update.state().get(0), decay),
                        e.binary(Binary.MULTIPLY, e.unary(Unary.SQUARE, g), 1 - decay));
        backend.storage().assign(update.state().get(0), s);
        Buffer root = e.binary(Binary.ADD, e.unary(Unary.SQRT, s), epsilon);
        Buffer change = e.binary(Binary.MULTIPLY, e.binary(Binary.DIVIDE, g, root), learningRate);
        backend.storage().assign(update.value(), e.binary(Binary.SUBTRACT, update.value(), change));
    }
}
