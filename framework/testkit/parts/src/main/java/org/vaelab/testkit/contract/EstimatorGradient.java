// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.space.Integral;

/**
 * The gradient of an estimator's loss, in the mean over draws: against that of the exact bound or
 * of another exact loss, or, where the loss is not the bound, against differences of the loss
 * itself.
 *
 * <p>A right gradient fails with probability 1e-6; that one which is too small would be found, in
 * some component, is part of the check.
 */
record EstimatorGradient(TriedEstimator tried, List<Parameter> parameters, RandomKey key) {

    private static final int REPETITIONS = 200;
    private static final double SMALLEST_ERROR = 0.2;

    /** Repetitions of the check against differences, whose draws are equal on both sides. */
    private static final int PAIRED_REPETITIONS = 100;

    private static final double SMALLEST_PAIRED_ERROR = 0.1;

    /** A gradient that is counted twice is wrong by more. */
    private static final double SMALLEST_ERROR_OF_KIND = 0.5;

    /** Copies of the datum where both sides have the same noise. */
    private static final int FEW = 16;

    /** And where they have not. */
    private static final int SOME = 512;

    private static final int REPETITIONS_OF_KIND = 40;

    /**
     * Copies of the datum where draws are discrete, so that few of them change with a parameter.
     */
    private static final int MANY = 4096;

    private TensorRuntime runtime() {
        return tried.small().model().runtime();
    }

    /**
     * Asserts that the gradient is, in the mean, that of a loss without randomness.
     *
     * @param copies of the datum in each repetition
     * @param loss as a function that a tape can differentiate
     */
    void isThatOf(String name, int copies, Supplier<Tensor> loss) {
        double[] exact;
        try (GradientTape tape = GradientTape.record(runtime())) {
            exact = TriedEstimator.read(tape.gradients(loss.get()), parameters);
        }
        double[][] samples = new double[exact.length][REPETITIONS];
        for (int r = 0; r < REPETITIONS; r++) {
            double[] gradient = tried.gradient(key.fold(r), copies, parameters);
            for (int i = 0; i < exact.length; i++) {
                samples[i][r] = gradient[i];
            }
        }
        Comparison comparison = Comparison.of(exact.length);
        boolean powerful = false;
        for (int i = 0; i < exact.length; i++) {
            Integral expected = new Integral(exact[i], 1e-8);
            comparison.check(
                    "gradient of the loss " + name + ", component " + i, samples[i], expected);
            double wrong = SMALLEST_ERROR * Math.abs(exact[i]);
            powerful |= wrong > comparison.detectable(samples[i], expected);
        }
        if (!powerful) {
            throw new AssertionError("no power: a gradient a fifth too small would pass");
        }
    }

    /**
     * Asserts that the gradient is, in the mean, that of the expected loss: central differences of
     * the loss with the same draws on both sides.
     */
    void isThatOfTheLoss() {
        boolean jumps = tried.isDiscrete();
        isThatOfDifferences(
                "gradient of the loss less the slope %.5g of the loss",
                tried::loss,
                jumps,
                jumps ? MANY : TriedEstimator.COPIES,
                PAIRED_REPETITIONS,
                SMALLEST_PAIRED_ERROR);
    }

    /**
     * Asserts the same of minus the bound, where the loss has another value.
     *
     * @param moves whether the draws move with the parameters, which are then those of q too
     * @param isOfDraws whether the gradient is that of the draws, which has no noise of its own;
     *     else the one of a score function has
     */
    void isThatOfDrawnBound(String name, boolean moves, boolean isOfDraws) {
        isThatOfDifferences(
                name + "gradient of the loss less the slope %.5g of minus the bound",
                (own, copies) -> -tried.meanBound(own, copies),
                moves && tried.isDiscrete(),
                moves && !isOfDraws ? SOME : FEW,
                REPETITIONS_OF_KIND,
                SMALLEST_ERROR_OF_KIND);
    }

    private void isThatOfDifferences(
            String name,
            ToDoubleBiFunction<RandomKey, Integer> function,
            boolean jumps,
            int copies,
            int repetitions,
            double smallest) {
        double step = jumps ? 0.1 : 1e-4;
        // The square of the step, by derivatives of order 1.
        double truncation = jumps ? 1e-3 : 1e-7;
        double[][] differences = differences(copies, repetitions, step, function);
        int components = differences.length;
        double[][] excess = new double[components][repetitions];
        for (int r = 0; r < repetitions; r++) {
            double[] gradient = tried.gradient(key.fold(r), copies, parameters);
            for (int i = 0; i < components; i++) {
                excess[i][r] = gradient[i] - differences[i][r];
            }
        }
        Comparison comparison = Comparison.of(components);
        Integral zero = new Integral(0, truncation);
        boolean powerful = false;
        for (int i = 0; i < components; i++) {
            double mean = Arrays.stream(differences[i]).average().orElseThrow();
            comparison.check(
                    String.format(Locale.ROOT, name + ", component %d", mean, i), excess[i], zero);
            double wrong = smallest * Math.abs(mean);
            powerful |= wrong > comparison.detectable(excess[i], zero);
        }
        if (!powerful) {
            throw new AssertionError(
                    "no power: a gradient that is too small by the factor %s would pass"
                            .formatted(1 - smallest));
        }
    }

    private double[][] differences(
            int copies,
            int repetitions,
            double step,
            ToDoubleBiFunction<RandomKey, Integer> function) {
        double[][] all = new double[components()][];
        int component = 0;
        for (Parameter parameter : parameters) {
            double[] start = parameter.value().readDoubles();
            for (int i = 0; i < start.length; i++) {
                double[] above = moved(parameter, start, i, step, copies, repetitions, function);
                double[] below = moved(parameter, start, i, -step, copies, repetitions, function);
                Arrays.setAll(above, r -> (above[r] - below[r]) / (2 * step));
                all[component++] = above;
            }
            assign(parameter, start);
        }
        return all;
    }

    private int components() {
        return parameters.stream().mapToInt(p -> p.value().shape().size()).sum();
    }

    private double[] moved(
            Parameter parameter,
            double[] start,
            int i,
            double step,
            int copies,
            int repetitions,
            ToDoubleBiFunction<RandomKey, Integer> function) {
        double[] at = start.clone();
        at[i] += step;
        assign(parameter, at);
        double[] losses = new double[repetitions];
        Arrays.setAll(losses, r -> function.applyAsDouble(key.fold(r), copies));
        return losses;
    }

    private void assign(Parameter parameter, double[] values) {
        try (TensorScope scope = runtime().scope()) {
            parameter.assign(runtime().tensor(values, parameter.value().shape()));
        }
    }
}
