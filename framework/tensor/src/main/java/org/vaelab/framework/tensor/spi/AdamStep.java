// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/**
 * The numbers of one Adam step (Kingma and Ba 2015, algorithm 1), with decoupled weight decay
 * (Loshchilov and Hutter 2019, algorithm 2).
 *
 * <pre>
 *   m &lt;- beta1 m + (1 - beta1) g
 *   v &lt;- beta2 v + (1 - beta2) g^2
 *   w &lt;- w - learningRate ( m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + weightDecay w )
 * </pre>
 *
 * @param learningRate the step size
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added outside the root
 * @param weightDecay 0 for plain Adam
 * @param step t, which counts from 1
 */
public record AdamStep(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        long step)
        implements OptimizerStep {

    public AdamStep {
        require(learningRate >= 0, "learningRate", learningRate, "at least 0");
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
        require(epsilon >= 0, "epsilon", epsilon, "at least 0");
        require(weightDecay >= 0, "weightDecay", weightDecay, "at least 0");
        require(step >= 1, "step", step, "at least 1");
    }

    static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + allowed + ", is " + value);
        }
    }

    /** Returns {@code 1 - beta1^t}. */
    public double firstCorrection() {
        return 1 - Math.pow(beta1, (double) step);
    }

    /** Returns {@code 1 - beta2^t}. */
    public double secondCorrection() {
        return 1 - Math.pow(beta2, (double) step);
    }

    /** {@inheritDoc} Two: m and v. */
    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void apply(TensorBackend backend, Update<Buffer> update) {
        ElementwiseOperations e = backend.elementwise();
        Buffer g = update.gradient();
        Buffer m =
                e.binary(
                        Binary.ADD,
                        e.binary(Binary.MULTIPLY, update.state().get(0), beta1),
                        e.binary(Binary.MULTIPLY, g, 1 - beta1));
        Buffer v =
                e.binary(
                        Binary.ADD,
                        e.binary(Binary.MULTIPLY, update.state().get(1), beta2),
                        e.binary(Binary.MULTIPLY, e.unary(Unary.SQUARE, g), 1 - beta2));
        Buffer corrected = e.binary(Binary.MULTIPLY, v, 1 / secondCorrection());
        Buffer scale = e.binary(Binary.ADD, e.unary(Unary.SQRT, corrected), epsilon);
        Buffer direction =
                e.binary(
                        Binary.MULTIPLY,
                        e.binary(Binary.DIVIDE, m, scale),
                        learningRate / firstCorrection());
        Buffer decayed = e.binary(Binary.MULTIPLY, update.value(), 1 - learningRate * weightDecay);
        StorageOperations storage = backend.storage();
        storage.assign(update.value(), e.binary(Binary.SUBTRACT, decayed, direction));
        storage.assign(update.state().get(0), m);
        storage.assign(update.state().get(1), v);
    }
}
