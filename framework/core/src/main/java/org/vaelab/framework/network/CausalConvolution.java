// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.InitialWeights.WeightAndBias;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A dilated causal convolution over time (van den Oord et al. 2016): {@code y_t = sum_j x_{t-jd}
 * W_j + b} with j from 0 to k - 1, and zeros before the first step. Its taps lie side by side, so
 * that all steps are one product.
 */
final class CausalConvolution implements Component {

    private final WeightAndBias affine;
    private final int kernel;
    private final int dilation;

    /**
     * Creates a convolution with drawn weights.
     *
     * @param kernel k, the number of taps
     * @param dilation d, steps from one tap to the next
     */
    CausalConvolution(InitialWeights weights, int inputs, int outputs, int kernel, int dilation) {
        this.affine =
                weights.affine(
                        Shape.of(kernel * inputs, outputs),
                        outputs,
                        kernel * inputs,
                        kernel * outputs);
        this.kernel = kernel;
        this.dilation = dilation;
    }

    /** Returns how many steps lie between the first and the last tap. */
    int reach() {
        return (kernel - 1) * dilation;
    }

    /**
     * Returns the outputs of all steps.
     *
     * @param x [T, R, inputs]
     * @return [T, R, outputs]
     */
    Tensor apply(Tensor x) {
        int steps = x.shape().extent(0);
        List<Tensor> taps = new ArrayList<>();
        for (int j = 0; j < kernel; j++) {
            int delay = Math.min(j * dilation, steps);
            taps.add(delay == 0 ? x : x.slice(0, 0, steps - delay).pad(0, delay, 0));
        }
        return product(taps);
    }

    /**
     * Returns the output of the last step.
     *
     * @param x the inputs of the last steps, {@link #reach()} + 1 or all, [R, inputs] each
     * @return [R, outputs]
     */
    Tensor last(List<Tensor> x) {
        Tensor now = x.get(x.size() - 1);
        List<Tensor> taps = new ArrayList<>();
        for (int j = 0; j < kernel; j++) {
            int at = x.size() - 1 - j * dilation;
            taps.add(at < 0 ? now.runtime().zeros(now.shape(), now.dtype()) : x.get(at));
        }
        return product(taps);
    }

    private Tensor product(List<Tensor> taps) {
        return Fused.dense(
                Tensor.concatenate(taps, -1),
                affine.weight().value(),
                affine.bias().value(),
                Activation.IDENTITY);
    }

    @Override
    public List<Parameter> parameters() {
        return affine.parameters();
    }
}
