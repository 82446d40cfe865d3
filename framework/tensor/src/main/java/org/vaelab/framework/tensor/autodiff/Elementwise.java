// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Functions of each element of a tensor whose values and derivatives are computed as numbers, on
 * the JVM, in float64: special functions, and draws with an implicit derivative.
 *
 * <pre>{@code
 * double[] kappa = concentration.readDoubles();
 * ModifiedBessel bessel = ModifiedBessel.ofOrder(0.5);
 * Tensor ratio =
 *         Elementwise.of(
 *                 concentration,
 *                 Arrays.stream(kappa).map(k -> bessel.at(k).ratio()).toArray(),
 *                 Arrays.stream(kappa).map(k -> bessel.at(k).ratioDerivative()).toArray());
 * }</pre>
 *
 * <p>Values and slopes are rounded to the dtype of the run, and taken to that of x. The gradient
 * reaches x once: the slopes are constants.
 */
public final class Elementwise {

    private Elementwise() {}

    /**
     * Returns y = f(x) with the gradient {@code dL/dx = f'(x) dL/dy}.
     *
     * @param x of any shape
     * @param values f of each element, row-major
     * @param slopes f' of each element, row-major
     * @return of the shape of x
     * @throws IllegalArgumentException if there is not one value and, when the gradient is taken,
     *     one slope for each element
     */
    public static Tensor of(Tensor x, double[] values, double[] slopes) {
        return of(x, values, () -> slopes);
    }

    /**
     * As {@link #of(Tensor, double[], double[])}; the slopes are asked for when the gradient is
     * taken.
     */
    public static Tensor of(Tensor x, double[] values, Supplier<double[]> slopes) {
        TensorRuntime runtime = x.runtime();
        return CustomGradient.of(
                () -> runtime.tensor(values, x.shape()).cast(x.dtype()),
                Pullback.of(g -> g.mul(runtime.tensor(slopes.get(), x.shape()).cast(x.dtype()))),
                List.of(x));
    }

    /**
     * Returns K values y_kb for each of B elements x_b, such as draws of distributions with a
     * parameter each, with the gradient {@code dL/dx_b = sum_k dy_kb/dx_b dL/dy_kb}.
     *
     * @param x [B], B at least 1
     * @param values y, K rows of B
     * @param slopes dy_kb/dx_b, K rows of B; asked for when the gradient is taken, and not before
     * @return [K, B]
     * @throws IllegalArgumentException if the values or, when the gradient is taken, the slopes are
     *     not whole rows
     */
    public static Tensor drawn(Tensor x, double[] values, Supplier<double[]> slopes) {
        TensorRuntime runtime = x.runtime();
        int batch = x.shape().extent(0);
        Shape shape = x.shape().prepend(values.length / batch);
        return CustomGradient.of(
                () -> runtime.tensor(values, shape).cast(x.dtype()),
                Pullback.of(g -> g.mul(runtime.tensor(slopes.get(), shape).cast(x.dtype())).sum(0)),
                List.of(x));
    }
}
