// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/**
 * The estimate r of REBAR in the logits of each example, in explicit form, with what it is made of:
 *
 * <pre>
 *   r = (f(b) - c(z')) (b - p) + (I - p 1^T) (dc/dz - s' dc/dz')
 * </pre>
 *
 * <p>{@code b - p} is the gradient of log q(b), {@code I - p 1^T} the transposed derivative of log p in
 * the logits, s' that of z' in log p; that of z is 1. No part has a gradient.
 *
 * @param inTheLogits r, [B, n, k]
 * @param probabilities p, [B, n, k]
 * @param score b - p, [B, n, k]
 * @param points z and z', [2, B, n, k]
 * @param slope s', [B, n, k]
 */
record RelaxedGradient(
        Tensor inTheLogits, Tensor probabilities, Tensor score, Tensor points, Tensor slope) {

    /**
     * Estimates the gradient.
     *
     * @param c the control variate
     * @param signal f(b), [1, B]
     * @param drawn b, [1, B, n, k]
     * @param logits [B, n, k]
     */
    static RelaxedGradient of(
            RelaxedFunction c, Tensor signal, Tensor drawn, Tensor logits, RandomKey key) {
        Tensor logProbabilities = logits.logSoftmax(-1);
        Tensor probabilities = logProbabilities.exp();
        Tensor noise = GumbelNoise.of(logits, key, 2).logExponentials();
        PerturbedLogits perturbed = PerturbedLogits.given(logProbabilities, drawn, noise);
        Tensor score = drawn.sub(probabilities).reshape(logits.shape());
        Tensor slope = perturbed.slope().slice(0, 1, 2).reshape(logits.shape());
        TensorRuntime runtime = logits.runtime();
        Tensor points = runtime.keep(perturbed.z(), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor values = c.at(points);
            Tensor slopes = tape.gradients(values.sum(), List.of(points)).of(points);
            Tensor left = signal.sub(values.stopGradient().slice(0, 1, 2));
            Tensor ofTheRelaxation =
                    slopes.slice(0, 0, 1)
                            .reshape(logits.shape())
                            .sub(slope.mul(slopes.slice(0, 1, 2).reshape(logits.shape())));
            Tensor estimate =
                    left.reshape(logits.shape().extent(0), 1, 1)
                            .mul(score)
                            .add(inTheLogits(ofTheRelaxation, probabilities));
            return new RelaxedGradient(
                    estimate.stopGradient(), probabilities, score, perturbed.z(), slope);
        } finally {
            runtime.release(points);
        }
    }

    /** From the gradient in log p to that in the logits. */
    private static Tensor inTheLogits(Tensor gradient, Tensor probabilities) {
        return gradient.sub(probabilities.mul(gradient.sum(-1).expandDims(-1)));
    }

    /** Returns how log p moves as the logits move along r, [B, n, k]. */
    Tensor direction() {
        return inTheLogits.sub(probabilities.mul(inTheLogits).sum(-1).expandDims(-1));
    }
}
