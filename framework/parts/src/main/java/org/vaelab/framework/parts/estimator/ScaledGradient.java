// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The identity, with a gradient that is multiplied by one factor for each of K draws and B examples. The
 * factors may depend on what becomes of the values: they are asked for when the gradient is taken.
 *
 * @param factors [K, B], without a gradient of their own
 */
record ScaledGradient(Supplier<Tensor> factors) implements UnaryOperator<Tensor> {

    /**
     * Returns the same values.
     *
     * @param x [K, B, ...]
     */
    @Override
    public Tensor apply(Tensor x) {
        return CustomGradient.of(x::stopGradient, Pullback.of(this::scaled), List.of(x));
    }

    private Tensor scaled(Tensor gradient) {
        Tensor factor = factors.get();
        int[] event = new int[gradient.shape().rank() - factor.shape().rank()];
        Arrays.fill(event, 1);
        return gradient.mul(factor.reshape(factor.shape().append(event)));
    }
}
