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
 * // Straight through: the value of the hard code, the gradient of the soft one.
 * Tensor z = CustomGradient.of(() -> hard, Pullback.of(g -> g), List.of(soft));
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
}
