// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/** Functions of each element of a tensor whose values and derivatives are known as numbers. */
final class Elementwise {

    private Elementwise() {}

    /**
     * Returns f(x) with the gradient f'(x).
     *
     * @param x of any shape
     * @param values f of each element
     * @param slopes f' of each element
     */
    static Tensor of(Tensor x, double[] values, double[] slopes) {
        TensorRuntime runtime = x.runtime();
        return CustomGradient.of(
                () -> runtime.tensor(values, x.shape()).cast(x.dtype()),
                Pullback.of(g -> g.mul(runtime.tensor(slopes, x.shape()).cast(x.dtype()))),
                List.of(x));
    }

    /**
     * Returns K values for each of B elements, with the derivative of each in its element.
     *
     * @param x [B]
     * @param values K rows of B
     * @param slopes asked for when the gradient is: K rows of B
     * @return [K, B]
     */
    static Tensor drawn(Tensor x, double[] values, Supplier<double[]> slopes) {
        TensorRuntime runtime = x.runtime();
        int batch = x.shape().extent(0);
        Shape shape = x.shape().prepend(values.length / batch);
        return CustomGradient.of(
                () -> runtime.tensor(values, shape).cast(x.dtype()),
                Pullback.of(g -> g.mul(runtime.tensor(slopes.get(), shape).cast(x.dtype())).sum(0)),
                List.of(x));
    }
}
