// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;

/**
 * A function with a gradient of its author's choosing: an implicit derivative, a straight-through
 * estimate, a special function.
 *
 * <pre>{@code
 * // The value of x, with the gradient reversed.
 * Tensor y = CustomGradient.of(() -> x.mul(1), Pullback.of(Tensor::neg), List.of(x));
 * }</pre>
 */
public final class CustomGradient {

    private CustomGradient() {}

    /**
     * Computes a value unrecorded, and gives it the pullback.
     *
     * @param forward computes y from the inputs; returns a new tensor, not one of the inputs
     * @param pullback takes dL/dy to one gradient per input
     * @param inputs x_1, ..., x_n
     */
    public static Tensor of(Supplier<Tensor> forward, Pullback pullback, List<Tensor> inputs) {
        var runtime = inputs.get(0).runtime();
        Tensor value = runtime.unrecorded(forward).stopGradient();
        return runtime.record(value, pullback, inputs);
    }

    /**
     * Returns the value of a tensor with the gradient of another: the straight-through estimate.
     *
     * @param soft gets the gradient as it is
     * @param hard the value, of the same shape; gets none
     */
    public static Tensor straightThrough(Tensor soft, Tensor hard) {
        return of(() -> hard, Pullback.of(g -> g), List.of(soft));
    }
}
