// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The identity, whose gradient is multiplied by a factor for each of K draws and B examples. The
 * factors are computed when the gradient is taken, so they may depend on results of the values.
 *
 * @param factors [K, B], without a gradient of their own
 */
public record ScaledGradient(Supplier<Tensor> factors) implements UnaryOperator<Tensor> {

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
