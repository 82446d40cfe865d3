// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Compares the gradients of a function of tensors with central finite differences in float64.
 *
 * <pre>{@code
 * GradientCheck.of(runtime).check("z", in -> x.sub(in.get(0)).div(in.get(1)), mean, scale);
 * }</pre>
 *
 * <p>The difference is {@code (f(x + h) - f(x - h)) / 2h} with {@code h = cbrt(eps) max(1, |x|)},
 * eps = 2^-52. The truncation error {@code h^2 f'''/6} and the rounding error {@code eps f/h} are
 * then both about 4e-11, for f and f''' of order 1. The default tolerance, 1e-6 of {@code max(1,
 * |derivative|)}, leaves four orders of magnitude for less regular functions, and still detects a
 * wrong formula. Every function is checked along one random direction, and small ones also element
 * by element of the Jacobian. The function must be deterministic.
 */
public final class GradientCheck {

    private static final double STEP = Math.cbrt(Math.ulp(1.0));
    private static final int FULL_JACOBIAN = 1024;

    private final TensorRuntime runtime;
    private final RandomKey key;
    private final double tolerance;

    private GradientCheck(TensorRuntime runtime, RandomKey key, double tolerance) {
        this.runtime = runtime;
        this.key = key;
        this.tolerance = tolerance;
    }

    /**
     * Returns a check with tolerance 1e-6.
     *
     * @throws IllegalArgumentException if the runtime does not compute in float64
     */
    public static GradientCheck of(TensorRuntime runtime) {
        if (runtime.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "finite differences need a FLOAT64 runtime, not " + runtime.dtype());
        }
        return new GradientCheck(runtime, RandomKey.of(0).split("gradient-check"), 1e-6);
    }

    /** Returns this check with a tolerance relative to {@code max(1, |derivative|)}. */
    public GradientCheck tolerance(double relative) {
        if (!(relative > 0)) {
            throw new IllegalArgumentException("tolerance must be above 0, is " + relative);
        }
        return new GradientCheck(runtime, key, relative);
    }

    public GradientCheck key(RandomKey other) {
        return new GradientCheck(runtime, other, tolerance);
    }

    /**
     * Checks the derivatives of a function in each of its inputs.
     *
     * @param function of tensors of the inputs' shapes; its result may have any shape
     * @param inputs the point at which it is checked
     * @throws AssertionError if a derivative differs; names the elements of input and output, the
     *     analytic and the numeric value, and their difference
     */
    public void check(String name, Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        if (inputs.length == 0) {
            throw new IllegalArgumentException(name + " has no inputs to differentiate in");
        }
        Derivative derivative = new Derivative(runtime, function, List.of(inputs));
        int outputs = derivative.output().size();
        if ((long) outputs * derivative.size() <= FULL_JACOBIAN) {
            checkJacobian(name, derivative);
        }
        checkDirection(name, derivative);
    }

    private void checkJacobian(String name, Derivative derivative) {
        int outputs = derivative.output().size();
        double[][] analytic = new double[outputs][];
        for (int o = 0; o < outputs; o++) {
            double[] cotangent = new double[outputs];
            cotangent[o] = 1;
            analytic[o] = derivative.pullback(cotangent);
        }
        for (int i = 0; i < derivative.size(); i++) {
            double[] direction = new double[derivative.size()];
            direction[i] = 1;
            double step = STEP * Math.max(1, Math.abs(derivative.value(i)));
            double[] numeric = derivative.difference(direction, step);
            for (int o = 0; o < outputs; o++) {
                String where = derivative.describe(i) + ", output element " + derivative.index(o);
                compare(name, where, analytic[o][i], numeric[o], 1);
            }
        }
    }

    private void checkDirection(String name, Derivative derivative) {
        double[] direction = key.split("direction").normal(derivative.size());
        double[] cotangent = key.split("cotangent").normal(derivative.output().size());
        double analytic = dot(direction, derivative.pullback(cotangent));
        double[] numeric = derivative.difference(direction, STEP);
        double scale = 1;
        for (int o = 0; o < numeric.length; o++) {
            scale += Math.abs(cotangent[o] * numeric[o]);
        }
        String where = "along a random direction (" + key + ")";
        compare(name, where, analytic, dot(cotangent, numeric), scale);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private void compare(String name, String where, double analytic, double numeric, double scale) {
        double error = Math.abs(analytic - numeric);
        double allowed = tolerance * Math.max(scale, Math.abs(numeric));
        if (!(error <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "gradient of %s at %s: analytic %.12g, numeric %.12g, error %.3g,"
                                    + " tolerance %.3g",
                            name,
                            where,
                            analytic,
                            numeric,
                            error,
                            allowed));
        }
    }

    /** Returns the index vector in a shape, for messages. */
    static String indexIn(Shape shape, int position) {
        return Arrays.toString(ReferenceArray.index(shape, position));
    }
}
