// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The direction of a straight-through gradient, which is no derivative: a step along it must raise,
 * in the mean, the linear function of the input of networks whose gradient it is. Heads and
 * functions are random, and the draws before and after the step have the same noise.
 *
 * <p>The mean change of {@value #HEADS} heads must be above 0 by the t test. A gradient whose steps
 * raise nothing passes with probability 1e-6. One whose mean change is a seventh of its deviation
 * is accepted with probability 0.99.
 */
final class StraightThroughGradient {

    private static final int HEADS = 2_500;

    /** The length of a step, in deviations of the heads: far enough to reach other values. */
    private static final double STEP = 1;

    /** The quantile of the Normal distribution at 1 - 1e-6. */
    private static final double QUANTILE = 4.753;

    private final TensorRuntime runtime;
    private final PosteriorFamily family;
    private final Phase phase;
    private final RandomKey key;

    StraightThroughGradient(
            TensorRuntime runtime, PosteriorFamily family, Phase phase, RandomKey key) {
        this.runtime = runtime;
        this.family = family;
        this.phase = phase;
        this.key = key;
    }

    /**
     * Asserts that steps along the gradient raise what it is the gradient of.
     *
     * @param scale the deviation of the heads
     */
    void check(double scale) {
        int width = family.head().width();
        Tensor heads =
                runtime.keep(
                        runtime.normal(key.split("heads"), Shape.of(HEADS, width)).mul(scale),
                        true);
        double[] changes;
        try (TensorScope scope = runtime.scope()) {
            Tensor along = direction(heads).mul(scale * STEP);
            Tensor above = values(heads.stopGradient().add(along));
            changes = above.sub(values(heads.stopGradient().sub(along))).readDoubles();
        } finally {
            runtime.release(heads);
        }
        double mean = Arrays.stream(changes).average().orElseThrow();
        double squares = Arrays.stream(changes).map(c -> (c - mean) * (c - mean)).sum();
        double error = Math.sqrt(squares / (HEADS - 1.0) / HEADS);
        if (!(mean > QUANTILE * error)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "the straight-through gradient does not point uphill: a step along it"
                                    + " changes the function of the input of networks by %.3g"
                                    + " (standard error %.2g) in the mean of %d heads, which must be"
                                    + " above 0; is its sign wrong?",
                            mean,
                            error,
                            HEADS));
        }
    }

    /** Returns unit vectors along the gradients of the heads; 0 where there is none. */
    private Tensor direction(Tensor heads) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor gradient = tape.gradients(values(heads).sum()).of(heads);
            Tensor length = gradient.square().sum(-1).sqrt().maximum(1e-30).expandDims(-1);
            return gradient.div(length).stopGradient();
        }
    }

    /** Returns a random linear function of the input of networks for each head, [HEADS]. */
    private Tensor values(Tensor heads) {
        Draw draw = family.of(heads, phase).draw(key.split("draws"), 1);
        Tensor input = draw.networkInput(family.networkInput());
        Tensor weights = runtime.normal(key.split("weights"), input.shape()).stopGradient();
        return input.mul(weights).sum(0, -1);
    }
}
