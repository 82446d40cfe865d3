// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.testkit.problem.LinearGaussian;

/** Bounds and gradients that estimators find of independent copies of one datum. */
final class Estimates {

    /** The copies over which a gradient is averaged. */
    static final int COPIES = 200;

    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);

    private final TensorRuntime runtime;
    private final LatentVariableModel model;
    private final IntFunction<Batch> data;

    Estimates(TensorRuntime runtime, LatentVariableModel model, IntFunction<Batch> data) {
        this.runtime = runtime;
        this.model = model;
        this.data = data;
    }

    static Estimates of(TensorRuntime runtime, LinearGaussian problem) {
        return new Estimates(runtime, problem.model(), copies -> Batch.of(problem.batch(copies)));
    }

    /** The bound of each copy. */
    double[] bounds(Estimator estimator, int copies, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            return estimator.estimate(model, data.apply(copies), key, CLOCK).bound().readDoubles();
        }
    }

    /** The gradient of what is maximised in some parameters, one after the other: the mean of copies. */
    double[] gradient(Estimator estimator, RandomKey key, Parameter... parameters) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Gradients gradients =
                    tape.gradients(
                            estimator.estimate(model, data.apply(COPIES), key, CLOCK).loss().neg());
            return Arrays.stream(parameters)
                    .map(parameter -> gradients.of(parameter.value()))
                    .flatMapToDouble(g -> Arrays.stream(g.readDoubles()))
                    .toArray();
        }
    }

    /** Independent gradients, by component and repetition. */
    double[][] gradients(Estimator estimator, int repetitions, Parameter... parameters) {
        double[][] byRepetition =
                IntStream.range(0, repetitions)
                        .mapToObj(r -> gradient(estimator, RandomKey.of(3).fold(r), parameters))
                        .toArray(double[][]::new);
        return IntStream.range(0, byRepetition[0].length)
                .mapToObj(i -> Arrays.stream(byRepetition).mapToDouble(g -> g[i]).toArray())
                .toArray(double[][]::new);
    }

    /** d/d log sigma, of gradients in log sigma^2. */
    static double[] doubled(double[] values) {
        return DoubleStream.of(values).map(v -> 2 * v).toArray();
    }

    /**
     * Asserts that gradients have the variance of one copy. That of 200 nearly Normal means has a relative
     * error of 10 %; outside [0.55, 1.65] with probability 1e-6.
     */
    static void assertVariance(double[] meansOfCopies, double variance) {
        double mean = Arrays.stream(meansOfCopies).average().orElseThrow();
        double squares = Arrays.stream(meansOfCopies).map(g -> (g - mean) * (g - mean)).sum();
        double found = squares / (meansOfCopies.length - 1) * COPIES;
        assertThat(found / variance).isBetween(0.55, 1.65);
    }
}
