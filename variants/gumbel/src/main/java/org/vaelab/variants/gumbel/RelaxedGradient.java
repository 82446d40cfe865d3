// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * The REBAR estimate r in the logits of each example, in explicit form, with its parts:
 *
 * <pre>
 *   r = (f(b) - c(z')) (b - p) + (I - p 1^T) (dc/dz - s' dc/dz')
 * </pre>
 *
 * <p>{@code b - p} is the gradient of log q(b). {@code I - p 1^T} is the transposed derivative of
 * log p in the logits. s' is the derivative of z' in log p; that of z is 1. No part passes a
 * gradient.
 *
 * @param inTheLogits r, [B, n, k]
 * @param probabilities p, [B, n, k]
 * @param score b - p, [B, n, k]
 * @param points z and z', [2, B, n, k]
 * @param slope s', [B, n, k]
 */
record RelaxedGradient(
        Tensor inTheLogits, Tensor probabilities, Tensor score, Tensor points, Tensor slope) {

    private static final double STEP = 0.01;

    /** Avoids a division by 0 if a direction is 0. */
    private static final double TINY = 1e-30;

    /**
     * Estimates the gradient.
     *
     * @param c the control variate of one batch in nats, from z [K, B, n, k] to [K, B]
     * @param signal f(b), [1, B]
     * @param drawn b, [1, B, n, k]
     * @param logits [B, n, k]
     */
    static RelaxedGradient of(
            UnaryOperator<Tensor> c, Tensor signal, Tensor drawn, Tensor logits, RandomKey key) {
        Tensor logProbabilities = logits.logSoftmax(-1);
        Tensor probabilities = logProbabilities.exp();
        Tensor noise = GumbelNoise.of(logits, key, 2).logExponentials();
        PerturbedLogits perturbed = PerturbedLogits.given(logProbabilities, drawn, noise);
        Tensor score = drawn.sub(probabilities).reshape(logits.shape());
        Tensor slope = perturbed.slope().slice(0, 1, 2).reshape(logits.shape());
        TensorRuntime runtime = logits.runtime();
        Tensor points = runtime.keep(perturbed.z(), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor values = c.apply(points);
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

    /** Converts a gradient in log p into one in the logits. */
    private static Tensor inTheLogits(Tensor gradient, Tensor probabilities) {
        return gradient.sub(probabilities.mul(gradient.sum(-1).expandDims(-1)));
    }

    /** Returns the change of log p as the logits move along r, [B, n, k]. */
    private Tensor direction() {
        return inTheLogits.sub(probabilities.mul(inTheLogits).sum(-1).expandDims(-1));
    }

    /**
     * Returns the gradient of the mean square of r over the examples in the parameters w of the
     * control variate, one tensor each. E[r] does not depend on w, so this is the gradient of the
     * variance, from the same draw (Tucker et al. 2017, section 3.2; Grathwohl et al. 2018, section
     * 3):
     *
     * <pre>
     *   d|r|^2/dw = 2 r . dr/dw = 2 d/dw [ -(r . score) c(z') + D_h c(z) - D_{s' h} c(z') ]
     * </pre>
     *
     * <p>r and h are held fixed; h is the change of log p along r. The directional derivatives D of
     * c are central differences, so only first-order derivatives in w are needed: the decoder is
     * never differentiated twice. The steps are {@value #STEP} nats of the coordinate that moves
     * most, for an error of about 1e-4 in this gradient. That error biases no estimate.
     *
     * @param c the control variate, as a function of the parameters
     * @param parameters w, tracked
     */
    List<Tensor> ofVariance(UnaryOperator<Tensor> c, List<Tensor> parameters) {
        Tensor along = direction();
        // Derivatives of c(z) and, with opposite sign, of c(z').
        Tensor directions = Tensor.stack(List.of(along, slope.mul(along)), 0);
        Tensor step = directions.abs().max(-2, -1).maximum(TINY).reciprocal().mul(STEP); // [2, B]
        Tensor moves = directions.mul(step.expandDims(-1).expandDims(-1));
        Tensor quotient = step.reciprocal().mul(0.5).mul(signs(step));
        Tensor ofTheScore = inTheLogits.mul(score).sum(-2, -1).neg().expandDims(0);
        Tensor weights = Tensor.concatenate(List.of(quotient, quotient.neg(), ofTheScore), 0);
        Tensor at =
                Tensor.concatenate(
                        List.of(points.add(moves), points.sub(moves), points.slice(0, 1, 2)), 0);
        TensorRuntime runtime = points.runtime();
        double examples = points.shape().extent(1);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor sum = c.apply(at).mul(weights).sum().mul(2 / examples);
            Gradients gradients = tape.gradients(sum, parameters);
            return parameters.stream().map(gradients::of).toList();
        }
    }

    /** Returns 1 for z and -1 for z', [2, 1]. */
    private static Tensor signs(Tensor like) {
        return like.runtime().vector(1, -1).cast(like.dtype()).expandDims(-1);
    }

    /**
     * {@code z = log p + g}, g standard Gumbel, given its largest coordinate b, and the derivative
     * of z in log p (Maddison, Tarlow and Minka 2014; Tucker et al. 2017, appendix):
     *
     * <pre>
     *   z_b = -log e_b,   z_j = -log(e_j / p_j + e_b)  for j != b,   e exponential of rate 1
     * </pre>
     *
     * <p>If b is drawn from p, z has the distribution of log p + g, and b is its largest
     * coordinate. All computation is in logarithms, so it is finite even if p_j has underflowed.
     *
     * @param z [K, B, n, k]
     * @param slope the derivative of each z_j in its own log p_j at fixed e and b, {@code 1 -
     *     e^(z_j - z_b)}, of the shape of z. It is 0 for z_b, and near 1 for coordinates far below
     *     it.
     */
    record PerturbedLogits(Tensor z, Tensor slope) {

        /**
         * Computes z from given noise.
         *
         * @param logProbabilities log p, with log-sum-exp 0, [B, n, k]
         * @param largest b, as unit vectors, [K, B, n, k] or what broadcasts to it
         * @param logExponentials log e, [K, B, n, k]
         */
        static PerturbedLogits given(
                Tensor logProbabilities, Tensor largest, Tensor logExponentials) {
            Tensor first = logExponentials.mul(largest).sum(-1).expandDims(-1);
            Tensor alone = logExponentials.sub(logProbabilities);
            Tensor later = alone.maximum(first).add(alone.sub(first).abs().neg().exp().log1p());
            Tensor logTimes = first.where(largest, later);
            return new PerturbedLogits(logTimes.neg(), first.sub(logTimes).expm1().neg());
        }
    }
}
