// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The learned parameters of a linear Gaussian state space, the same at every step:
 *
 * <pre>
 *   z_1 ~ N(m, diag v),   z_t = A z_{t-1} + e_t,   e_t ~ N(0, diag q)
 *   y_t = C z_t + b + B u_t + w_t,   w_t ~ N(0, diag r)
 * </pre>
 *
 * <p>Inputs u_t are known. So the filter of y_t - B u_t is that of a model without inputs.
 *
 * <p>Diagonal v and q are no restriction: a change of coordinates of z makes any two covariances
 * diagonal together, if one of them is definite. Variances are {@code s^2 + exp(l)} of a learned l,
 * with the least deviation s. Without it the density of a series that repeats exactly has no bound.
 *
 * <p>Learning starts from damped oscillators of different frequencies, whose states have variance
 * 1.
 *
 * @param transition A, [d, d]
 * @param emission C, [D, d]
 * @param offset b, [D]
 * @param effect B, [D, U]; empty without inputs
 * @param start m, [d]
 * @param logStart l of v, [d]
 * @param logDrive l of q, [d]
 * @param logNoise l of r, [D]
 * @param least s, above 0
 */
record StateSpace(
        Parameter transition,
        Parameter emission,
        Parameter offset,
        Optional<Parameter> effect,
        Parameter start,
        Parameter logStart,
        Parameter logDrive,
        Parameter logNoise,
        double least)
        implements Component {

    /** By how much an oscillator shrinks in a step, at the start of learning. */
    private static final double DAMPING = 0.95;

    /**
     * What the parameters are now, in float64.
     *
     * @param transition A, [d, d]
     * @param emission C, [D, d]
     * @param offset b, [D]
     * @param start m, [d]
     * @param startVariance v, [d]
     * @param drive q, [d]
     * @param noise r, [D]
     */
    record Values(
            Tensor transition,
            Tensor emission,
            Tensor offset,
            Tensor start,
            Tensor startVariance,
            Tensor drive,
            Tensor noise) {

        /** Returns A, C, b, m, v, q and r. */
        List<Tensor> all() {
            return List.of(transition, emission, offset, start, startVariance, drive, noise);
        }

        /** Returns d, the numbers of a state. */
        int states() {
            return start.shape().extent(0);
        }

        /** Returns D, the numbers observed at a step. */
        int width() {
            return offset.shape().extent(0);
        }

        /** Returns the same with m = 0 and b = 0, which maps deviations of y to deviations of z. */
        Values ofDeviations() {
            return new Values(
                    transition,
                    emission,
                    offset.runtime().zeros(offset.shape(), DType.FLOAT64),
                    offset.runtime().zeros(start.shape(), DType.FLOAT64),
                    startVariance,
                    drive,
                    noise);
        }

        /** Returns E[y_t given z_t] of states [..., d], [..., D]. */
        Tensor emitted(Tensor states) {
            return states.matmul(emission.transpose()).add(offset);
        }

        /** Returns Var[y_t] where the states have covariances [..., d, d], [..., D]. */
        Tensor emittedVariance(Tensor covariances) {
            return emission.matmul(covariances).mul(emission).sum(-1).add(noise);
        }
    }

    /**
     * Returns parameters to learn from.
     *
     * @param states d
     * @param mean where b starts, D numbers
     * @param inputs U
     * @param variances of each observed number, D numbers above 0; the noise starts with half of
     *     them
     */
    static StateSpace at(
            TensorRuntime runtime,
            RandomKey key,
            int states,
            int inputs,
            double[] mean,
            double[] variances,
            double least) {
        int width = mean.length;
        double[] emission = key.split("emission").normal(width * states);
        Arrays.setAll(emission, i -> emission[i] * Math.sqrt(0.5 * variances[i / states] / states));
        double[] noise = Arrays.stream(variances).map(v -> Math.log(0.5 * v)).toArray();
        double[] drive = new double[states];
        Arrays.fill(drive, Math.log(1 - DAMPING * DAMPING));
        return new StateSpace(
                Parameter.learned(
                        "transition",
                        runtime.tensor(
                                oscillators(states, key.split("transition")),
                                Shape.of(states, states))),
                Parameter.learned("emission", runtime.tensor(emission, Shape.of(width, states))),
                Parameter.learned("offset", runtime.vector(mean)),
                inputs == 0
                        ? Optional.empty()
                        : Optional.of(
                                Parameter.learned(
                                        "effect", runtime.zeros(Shape.of(width, inputs)))),
                Parameter.learned("start", runtime.zeros(Shape.of(states))),
                Parameter.learned("logStart", runtime.zeros(Shape.of(states))),
                Parameter.learned("logDrive", runtime.vector(drive)),
                Parameter.learned("logNoise", runtime.vector(noise)),
                least);
    }

    /** Rotations of pairs of coordinates, by angles that divide a quarter turn, and shrinkage. */
    private static double[] oscillators(int states, RandomKey key) {
        double[] matrix = new double[states * states];
        double[] shift = key.uniform(states);
        for (int i = 0; i < states; i++) {
            matrix[i * (states + 1)] = DAMPING;
        }
        int pairs = states / 2;
        for (int pair = 0; pair < pairs; pair++) {
            int i = 2 * pair;
            double angle = Math.PI * (pair + shift[i]) / (2.0 * pairs);
            matrix[i * (states + 1)] = DAMPING * Math.cos(angle);
            matrix[(i + 1) * (states + 1)] = DAMPING * Math.cos(angle);
            matrix[i * states + i + 1] = -DAMPING * Math.sin(angle);
            matrix[(i + 1) * states + i] = DAMPING * Math.sin(angle);
        }
        return matrix;
    }

    /** Returns B u_t of inputs [..., T U], [..., T, D], float64. */
    Tensor effectOf(Tensor inputs) {
        Tensor b = effect.orElseThrow().value().cast(DType.FLOAT64);
        Shape leading = inputs.shape().range(0, -1);
        int width = b.shape().extent(1);
        return inputs.cast(DType.FLOAT64)
                .reshape(leading.append(inputs.shape().extent(-1) / width, width))
                .matmul(b.transpose());
    }

    /** Returns what the parameters are now. */
    Values values() {
        return new Values(
                transition.value().cast(DType.FLOAT64),
                emission.value().cast(DType.FLOAT64),
                offset.value().cast(DType.FLOAT64),
                start.value().cast(DType.FLOAT64),
                variance(logStart),
                variance(logDrive),
                variance(logNoise));
    }

    private Tensor variance(Parameter logarithm) {
        return logarithm.value().cast(DType.FLOAT64).exp().add(least * least);
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.concat(
                        Stream.of(
                                transition, emission, offset, start, logStart, logDrive, logNoise),
                        effect.stream())
                .toList();
    }
}
