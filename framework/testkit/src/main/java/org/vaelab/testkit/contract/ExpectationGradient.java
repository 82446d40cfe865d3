// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/**
 * The gradient of {@code E_q[f(z)]} in the head output, as the tape gives it for 10,000 draws, against
 * central differences of the integral. Three functions: the sines of the coordinates, a sum of waves,
 * and log q itself, whose expectation is minus the entropy.
 *
 * <p>A right gradient fails with probability 1e-6; that one which is a fifth too small would be found,
 * in some function and some component, is part of the check.
 */
final class ExpectationGradient {

    private static final int COPIES = 10_000;
    private static final double STEP = 1e-4;
    private static final double SMALLEST_ERROR = 0.2;

    private final String name;
    private final PosteriorRow row;
    private final RandomKey key;
    private final boolean throughDraw;
    private final DensityCheck density;
    private final Waves waves;

    /**
     * Prepares the check.
     *
     * @param throughDraw whether z passes the gradient; otherwise it is that of the score function
     */
    ExpectationGradient(String name, PosteriorRow row, RandomKey key, boolean throughDraw) {
        this.name = name;
        this.row = row;
        this.key = key;
        this.throughDraw = throughDraw;
        this.density = new DensityCheck(name, row, key);
        this.waves = Waves.onScaleOf(density.draws(), row.width(), key.split("waves"));
    }

    void check() {
        List<int[]> functions =
                List.of(
                        IntStream.range(0, waves.count()).filter(w -> w % 2 == 1).toArray(),
                        IntStream.range(0, waves.count()).filter(w -> w % 2 == 0).toArray(),
                        new int[0]);
        int components = row.head().length;
        Comparison comparison = Comparison.of(functions.size() * components);
        boolean powerful = false;
        for (int[] function : functions) {
            Integral[] expected = differences(function);
            double[][] found = gradients(function);
            for (int i = 0; i < components; i++) {
                String what =
                        name
                                + ": dE["
                                + (function.length == 0 ? "log q" : "waves")
                                + "]/dhead_"
                                + i;
                comparison.check(what, found[i], expected[i]);
                double wrong = SMALLEST_ERROR * Math.abs(expected[i].value());
                powerful |= wrong > comparison.detectable(found[i], expected[i]);
            }
        }
        if (!powerful) {
            throw new AssertionError(
                    name + ": the test has no power: a gradient a fifth too small would pass");
        }
    }

    private double[] values(int[] function, double[] points, double[] logDensity) {
        if (function.length == 0) {
            return logDensity;
        }
        double[] sum = new double[logDensity.length];
        for (int wave : function) {
            double[] values = waves.at(wave, points);
            Arrays.setAll(sum, i -> sum[i] + values[i]);
        }
        return sum;
    }

    private Integral[] differences(int[] function) {
        double[] points = density.nodes().points();
        double[] head = row.head();
        Integral[] derivatives = new Integral[head.length];
        for (int i = 0; i < head.length; i++) {
            double[] sum = new double[density.nodes().size()];
            for (int side = -1; side <= 1; side += 2) {
                double[] moved = head.clone();
                moved[i] += side * STEP;
                double[] log = row.at(moved).logDensity(points);
                double[] f = values(function, points, log);
                for (int n = 0; n < sum.length; n++) {
                    double p = Math.exp(log[n]);
                    sum[n] += p == 0 ? 0 : side * p * f[n] / (2 * STEP);
                }
            }
            Integral derivative = density.nodes().integral(sum);
            // Truncation and cancellation of the difference.
            derivatives[i] = new Integral(derivative.value(), derivative.error() + 1e-7);
        }
        return derivatives;
    }

    /** Returns the gradients of independent draws, by component. */
    private double[][] gradients(int[] function) {
        TensorRuntime runtime = row.runtime();
        double baseline = expectation(function);
        double[] read;
        try (TensorScope scope = runtime.scope()) {
            Tensor heads = runtime.keep(row.rows(COPIES), true);
            try (GradientTape tape = GradientTape.record(runtime)) {
                Posterior q = row.copies(heads);
                Draw draw = q.draw(key.split("gradient"), 1);
                Tensor f = function.length == 0 ? draw.logProbability() : waves(function, draw);
                Tensor loss =
                        throughDraw ? f : f.stopGradient().sub(baseline).mul(draw.logProbability());
                read = tape.gradients(loss.sum()).of(heads).readDoubles();
            } finally {
                runtime.release(heads);
            }
        }
        int components = row.head().length;
        double[][] byComponent = new double[components][COPIES];
        for (int i = 0; i < read.length; i++) {
            byComponent[i % components][i / components] = read[i];
        }
        return byComponent;
    }

    /** Any constant is a baseline without bias; the expectation makes the variance small. */
    private double expectation(int[] function) {
        double[] points = density.nodes().points();
        return density.expectation(values(function, points, row.logDensity(points))).value();
    }

    private Tensor waves(int[] function, Draw draw) {
        TensorRuntime runtime = row.runtime();
        int width = row.width();
        double[] directions = new double[width * function.length];
        double[] phases = new double[function.length];
        for (int w = 0; w < function.length; w++) {
            double[] coefficients = waves.coefficients(function[w]);
            for (int j = 0; j < width; j++) {
                directions[j * function.length + w] = coefficients[j];
            }
            phases[w] = coefficients[width];
        }
        Tensor a = runtime.tensor(directions, Shape.of(width, function.length));
        Tensor z = draw.z().reshape(COPIES, width);
        return z.matmul(a).add(runtime.vector(phases)).cos().sum(-1).reshape(1, COPIES);
    }
}
