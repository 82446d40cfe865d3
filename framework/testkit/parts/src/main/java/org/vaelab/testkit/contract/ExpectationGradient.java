// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;

/**
 * The gradient of {@code E_q[f(z)]} in the head output, as the tape gives it for 10,000 draws,
 * against central differences of the integral. The functions are sines of coordinates, a sum of
 * waves, and log q itself, whose expectation is minus the entropy.
 *
 * <p>A right gradient fails with probability 1e-6; that one which is a fifth too small would be
 * found, in some function and some component, is part of the check.
 */
final class ExpectationGradient {

    private static final int COPIES = 10_000;
    private static final int COORDINATES = 3;
    private static final double STEP = 1e-4;
    private static final double SMALLEST_ERROR = 0.2;

    /** Truncation and cancellation of a difference. */
    private static final double DIFFERENCE = 1e-7;

    /** A sum of waves; no waves mean log q. */
    private record Function(String name, int[] waves) {

        boolean isLogDensity() {
            return waves.length == 0;
        }
    }

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
        this.density = row.density();
        this.waves = density.waves();
    }

    private List<Function> functions() {
        List<Function> functions = new ArrayList<>();
        for (int j = 0; j < Math.min(row.width(), COORDINATES); j++) {
            functions.add(new Function("sin z_" + j, new int[] {waves.sine(j)}));
        }
        functions.add(new Function("waves", IntStream.range(0, waves.count()).toArray()));
        functions.add(new Function("log q", new int[0]));
        return functions;
    }

    void check() {
        List<Function> functions = functions();
        int components = row.head().length;
        double[] points = density.nodes().points();
        double[] atHead = row.logDensity(points);
        double[][][] moved = new double[components][][];
        for (int i = 0; i < components; i++) {
            moved[i] = new double[][] {logDensity(points, i, -STEP), logDensity(points, i, STEP)};
        }
        Comparison comparison = Comparison.of(functions.size() * components);
        double power = 0;
        String strongest = "";
        for (Function function : functions) {
            double[] f = function.isLogDensity() ? atHead : sum(function, points);
            double[][] found = gradients(function, density.expectation(f).value());
            for (int i = 0; i < components; i++) {
                Integral expected = difference(function, f, moved[i]);
                comparison.check(
                        name + ": dE[" + function.name() + "]/dhead_" + i, found[i], expected);
                double wrong = SMALLEST_ERROR * Math.abs(expected.value());
                double share = wrong / comparison.detectable(found[i], expected);
                if (share > power) {
                    power = share;
                    strongest = "dE[" + function.name() + "]/dhead_" + i;
                }
            }
        }
        if (!(power > 1)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: the test has no power: a gradient a fifth too small would pass. The best is %s,"
                                    + " with %.2f of the effect that is needed; try headScale() 0.5 or 2",
                            name,
                            strongest,
                            power));
        }
    }

    private double[] logDensity(double[] points, int component, double step) {
        double[] head = row.head();
        head[component] += step;
        return row.at(head).logDensity(points);
    }

    private double[] sum(Function function, double[] points) {
        double[] sum = new double[density.nodes().size()];
        for (int wave : function.waves()) {
            double[] values = waves.at(wave, points);
            Arrays.setAll(sum, i -> sum[i] + values[i]);
        }
        return sum;
    }

    private Integral difference(Function function, double[] f, double[][] moved) {
        double[] slope = new double[f.length];
        for (int side = 0; side < 2; side++) {
            double[] log = moved[side];
            double[] values = function.isLogDensity() ? log : f;
            double weight = (2 * side - 1) / (2 * STEP);
            for (int n = 0; n < slope.length; n++) {
                double p = Math.exp(log[n]);
                slope[n] += p == 0 ? 0 : weight * p * values[n];
            }
        }
        Integral derivative = density.nodes().integral(slope);
        return new Integral(derivative.value(), derivative.error() + DIFFERENCE);
    }

    /**
     * Returns the gradients of independent draws, by component.
     *
     * @param baseline any constant is one without bias; the expectation makes the variance small
     */
    private double[][] gradients(Function function, double baseline) {
        TensorRuntime runtime = row.runtime();
        Tensor heads = runtime.keep(row.rows(COPIES), true);
        double[] read;
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Posterior q = row.copies(heads);
            Draw draw = q.draw(key.split("gradient"), 1);
            Tensor f = function.isLogDensity() ? draw.logProbability() : sum(function, draw);
            Tensor loss =
                    throughDraw ? f : f.stopGradient().sub(baseline).mul(draw.logProbability());
            // A component may have no part in the loss.
            Tensor whole = loss.sum().add(heads.mul(0).sum());
            read = tape.gradients(whole).of(heads).readDoubles();
        } finally {
            runtime.release(heads);
        }
        int components = row.head().length;
        double[][] byComponent = new double[components][COPIES];
        for (int i = 0; i < read.length; i++) {
            byComponent[i % components][i / components] = read[i];
        }
        return byComponent;
    }

    private Tensor sum(Function function, Draw draw) {
        TensorRuntime runtime = row.runtime();
        int width = row.width();
        int count = function.waves().length;
        double[] directions = new double[width * count];
        double[] phases = new double[count];
        for (int w = 0; w < count; w++) {
            double[] coefficients = waves.coefficients(function.waves()[w]);
            for (int j = 0; j < width; j++) {
                directions[j * count + w] = coefficients[j];
            }
            phases[w] = coefficients[width];
        }
        Tensor a = runtime.tensor(directions, Shape.of(width, count));
        Tensor z = draw.z().reshape(COPIES, width);
        return z.matmul(a).add(runtime.vector(phases)).cos().sum(-1).reshape(1, COPIES);
    }
}
