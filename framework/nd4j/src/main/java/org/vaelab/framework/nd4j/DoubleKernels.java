// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The element-wise functions in float64. Gradient checks and reference values want every digit, so
 * these are the functions of {@link Math}, element by element.
 */
final class DoubleKernels {

    private static final Map<Unary, DoubleUnaryOperator> UNARY = unaryFunctions();
    private static final Map<Binary, DoubleBinaryOperator> BINARY = binaryFunctions();

    private DoubleKernels() {}

    static void apply(Unary function, double[] x, int n) {
        DoubleUnaryOperator f = UNARY.get(function);
        for (int i = 0; i < n; i++) {
            x[i] = f.applyAsDouble(x[i]);
        }
    }

    static void apply(Binary function, double[] a, double[] b, int n) {
        DoubleBinaryOperator f = BINARY.get(function);
        for (int i = 0; i < n; i++) {
            a[i] = f.applyAsDouble(a[i], b[i]);
        }
    }

    /** Computes in float64 and rounds once. */
    static void apply(Unary function, float[] x, int n) {
        DoubleUnaryOperator f = UNARY.get(function);
        for (int i = 0; i < n; i++) {
            x[i] = (float) f.applyAsDouble(x[i]);
        }
    }

    /** Computes in float64 and rounds once. */
    static void apply(Binary function, float[] a, float[] b, int n) {
        DoubleBinaryOperator f = BINARY.get(function);
        for (int i = 0; i < n; i++) {
            a[i] = (float) f.applyAsDouble(a[i], b[i]);
        }
    }

    private static Map<Unary, DoubleUnaryOperator> unaryFunctions() {
        Map<Unary, DoubleUnaryOperator> functions = new EnumMap<>(Unary.class);
        functions.put(Unary.NEGATE, x -> -x);
        functions.put(Unary.ABS, Math::abs);
        functions.put(Unary.SIGN, Math::signum);
        functions.put(Unary.FLOOR, Math::floor);
        functions.put(Unary.EXP, Math::exp);
        functions.put(Unary.EXPM1, Math::expm1);
        functions.put(Unary.LOG, Math::log);
        functions.put(Unary.LOG1P, Math::log1p);
        functions.put(Unary.SQRT, Math::sqrt);
        functions.put(Unary.SQUARE, x -> x * x);
        functions.put(Unary.RECIPROCAL, x -> 1 / x);
        functions.put(Unary.SIN, Math::sin);
        functions.put(Unary.COS, Math::cos);
        functions.put(Unary.TANH, Math::tanh);
        functions.put(Unary.SIGMOID, DoubleKernels::sigmoid);
        functions.put(Unary.SOFTPLUS, DoubleKernels::softplus);
        functions.put(Unary.RELU, x -> Math.max(x, 0));
        functions.put(Unary.ELU, DoubleKernels::elu);
        functions.put(Unary.TRIGAMMA, SpecialFunctions::trigamma);
        return functions;
    }

    private static Map<Binary, DoubleBinaryOperator> binaryFunctions() {
        Map<Binary, DoubleBinaryOperator> functions = new EnumMap<>(Binary.class);
        functions.put(Binary.ADD, Double::sum);
        functions.put(Binary.SUBTRACT, (a, b) -> a - b);
        functions.put(Binary.MULTIPLY, (a, b) -> a * b);
        functions.put(Binary.DIVIDE, (a, b) -> a / b);
        functions.put(Binary.POWER, Math::pow);
        functions.put(Binary.ATAN2, Math::atan2);
        functions.put(Binary.MAXIMUM, Math::max);
        functions.put(Binary.MINIMUM, Math::min);
        functions.put(Binary.EQUAL, (a, b) -> a == b ? 1 : 0);
        functions.put(Binary.LESS, (a, b) -> a < b ? 1 : 0);
        functions.put(Binary.LESS_OR_EQUAL, (a, b) -> a <= b ? 1 : 0);
        functions.put(Binary.GREATER, (a, b) -> a > b ? 1 : 0);
        functions.put(Binary.GREATER_OR_EQUAL, (a, b) -> a >= b ? 1 : 0);
        return functions;
    }

    static double sigmoid(double x) {
        // Below 0, 1 / (1 + e^-x) would overflow long before the value underflows.
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Returns x above 0, e^x - 1 below. */
    static double elu(double x) {
        return x > 0 ? x : Math.expm1(x);
    }
}
