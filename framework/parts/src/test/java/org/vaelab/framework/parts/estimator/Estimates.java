// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.statistics.StatisticalAssertions;

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
            return estimator
                    .estimate(new Step(model, data.apply(copies), key, CLOCK))
                    .bound()
                    .readDoubles();
        }
    }

    /**
     * The gradient of what is maximised in some parameters, one after the other: the mean of
     * copies.
     */
    double[] gradient(Estimator estimator, RandomKey key, Parameter... parameters) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Gradients gradients =
                    tape.gradients(
                            estimator
                                    .estimate(new Step(model, data.apply(COPIES), key, CLOCK))
                                    .loss()
                                    .neg());
            return Arrays.stream(parameters)
                    .map(parameter -> gradients.of(parameter.value()))
                    .flatMapToDouble(g -> Arrays.stream(g.readDoubles()))
                    .toArray();
        }
    }

    /** Independent gradients, by component and repetition. */
    double[][] gradients(Estimator estimator, int repetitions, Parameter... parameters) {
        return byComponent(gradients(estimator, 0, repetitions, parameters));
    }

    /**
     * Independent gradients, as many as find a deviation of each component's mean. The spread of a
     * first third tells how many these are. The means of Normal gradients do not depend on it, so
     * that the error rate stays.
     *
     * @param detectable the deviation of each component
     * @param most the number that is always enough
     */
    double[][] gradients(
            Estimator estimator,
            StatisticalAssertions assertions,
            double[] detectable,
            int most,
            Parameter... parameters) {
        int third = most / 3;
        List<double[]> all = gradients(estimator, 0, third, parameters);
        double[][] first = byComponent(all);
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            double ratio = assertions.detectableDeviation(first[i]) / detectable[i];
            largest = Math.max(largest, ratio * ratio);
        }
        // Half as many more, because the spread of a third is not known exactly.
        int enough = (int) Math.min(most, Math.ceil(1.5 * largest * third));
        all.addAll(gradients(estimator, third, enough, parameters));
        return byComponent(all);
    }

    private List<double[]> gradients(
            Estimator estimator, int from, int to, Parameter... parameters) {
        List<double[]> all = new ArrayList<>();
        for (int r = from; r < to; r++) {
            all.add(gradient(estimator, RandomKey.of(3).fold(r), parameters));
        }
        return all;
    }

    private static double[][] byComponent(List<double[]> byRepetition) {
        return IntStream.range(0, byRepetition.get(0).length)
                .mapToObj(i -> byRepetition.stream().mapToDouble(g -> g[i]).toArray())
                .toArray(double[][]::new);
    }

    /** d/d log sigma, of gradients in log sigma^2. */
    static double[] doubled(double[] values) {
        return DoubleStream.of(values).map(v -> 2 * v).toArray();
    }

    /**
     * Asserts that gradients have the variance of one copy. That of 200 nearly Normal means has a
     * relative error of 10 %; outside [0.55, 1.65] with probability 1e-6.
     */
    static void assertVariance(double[] meansOfCopies, double variance) {
        double mean = Arrays.stream(meansOfCopies).average().orElseThrow();
        double squares = Arrays.stream(meansOfCopies).map(g -> (g - mean) * (g - mean)).sum();
        double found = squares / (meansOfCopies.length - 1) * COPIES;
        assertThat(found / variance).isBetween(0.55, 1.65);
    }
}
