// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.Elementwise;
import org.vaelab.framework.tensor.autodiff.GammaDraws;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Student's t distribution of d dimensions with location 0 and scale 1:
 *
 * <pre>
 *   y = eps / sqrt(g),  eps ~ N(0, I_d),  g ~ Gamma(nu/2, rate nu/2)
 *   log t(y) = log Gamma((nu+d)/2) - log Gamma(nu/2) - d/2 log(nu pi) - (nu+d)/2 log(1 + |y|^2/nu)
 * </pre>
 *
 * <p>It tends to N(0, I) as the degrees of freedom nu grow. Values stay exact there: the two gamma
 * functions and the logarithm of nu are taken together, in float64.
 */
public final class StudentDensity {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** What the learned degrees of freedom of a {@link #parameter} stay above. */
    public static final int LEAST_LEARNED = 1;

    private StudentDensity() {}

    /**
     * Returns log t(y) in nats.
     *
     * @param squares |y|^2, [...]
     * @param degrees nu, above 0, broadcast to the squares
     * @param dimension d, at least 1
     */
    public static Tensor of(Tensor squares, Tensor degrees, int dimension) {
        double half = dimension / 2.0;
        double[] nu = degrees.readDoubles();
        Tensor constant =
                Elementwise.of(
                        degrees,
                        Arrays.stream(nu).map(n -> logConstant(n, half)).toArray(),
                        () -> Arrays.stream(nu).map(n -> slope(n, half)).toArray());
        Tensor power = degrees.mul(0.5).add(half);
        return constant.sub(squares.div(degrees).log1p().mul(power));
    }

    private static double logConstant(double nu, double half) {
        return GammaFunctions.logGammaDifference(nu / 2, half)
                - half * (Math.log(nu / 2) + LOG_TWO_PI);
    }

    private static double slope(double nu, double half) {
        return GammaFunctions.digammaDifference(nu / 2, half) / 2 - half / nu;
    }

    /**
     * Draws {@code 1 / sqrt(g)}, with the implicit gradient in nu (Figurnov et al. 2018).
     *
     * @param degrees nu, broadcast to the shape
     */
    public static Tensor scales(RandomKey key, Tensor degrees, Shape shape) {
        Tensor half = degrees.mul(0.5);
        Tensor logGamma = GammaDraws.logarithms(key, half.broadcastTo(shape));
        return half.log().sub(logGamma).mul(0.5).exp();
    }

    /**
     * Checks a setting.
     *
     * @param learned whether it is where learned ones start
     * @param least what learned ones stay above
     * @throws IllegalArgumentException if the degrees of freedom are not in [1, 1e12], or learned
     *     ones do not start above the least
     */
    public static void requireDegrees(double degrees, boolean learned, int least) {
        if (!(degrees >= 1 && degrees <= 1e12)) {
            throw new SettingException("degrees", "must be from 1 to 1e12, is " + degrees);
        }
        if (learned && !(degrees > least)) {
            throw new SettingException(
                    "degrees", "must be above " + least + " where they are learned, is " + degrees);
        }
    }

    /**
     * Returns raw such that {@code least + softplus(raw)} are the degrees of freedom, without
     * overflow.
     */
    public static double raw(double degrees, int least) {
        double above = degrees - least;
        return above + Math.log(-Math.expm1(-above));
    }

    /** Returns nu, or raw with {@code nu = 1 + softplus(raw)}. */
    public static Parameter parameter(TensorRuntime runtime, double degrees, boolean learned) {
        double start = learned ? raw(degrees, LEAST_LEARNED) : degrees;
        return Parameter.learned("degrees", runtime.full(start, Shape.of(1)));
    }

    /** Returns nu of a {@link #parameter}, a scalar; without a gradient if it is not learned. */
    public static Tensor degrees(Parameter parameter, boolean learned) {
        Tensor value = parameter.value().reshape(Shape.scalar());
        return learned ? value.softplus().add(LEAST_LEARNED) : value.stopGradient();
    }

    /**
     * Returns how to draw from {@code location}, {@code logScale} and {@code degrees}, in Markdown.
     */
    public static String howToDraw(boolean joint) {
        return "Student's t, `location + exp(logScale) * noise / sqrt(gamma(degrees / 2) / (degrees /"
                + " 2))` with standard Normal noise and "
                + (joint ? "one gamma variate for all coordinates" : "a gamma variate for each");
    }
}
