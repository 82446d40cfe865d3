// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/** The element-wise functions in float32, each a loop over a tile. */
final class FloatKernels {

    @FunctionalInterface
    interface OfOne {
        void apply(float[] x, int n);
    }

    @FunctionalInterface
    interface OfTwo {
        void apply(float[] a, float[] b, int n);
    }

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private static final Map<Binary, OfTwo> BINARY = binaryKernels();

    private final FloatFunctions functions = new FloatFunctions();
    private final Map<Unary, OfOne> unary = unaryKernels();

    OfOne of(Unary function) {
        return Objects.requireNonNull(unary.get(function));
    }

    static OfTwo of(Binary function) {
        return Objects.requireNonNull(BINARY.get(function));
    }

    FloatFunctions functions() {
        return functions;
    }

    private Map<Unary, OfOne> unaryKernels() {
        Map<Unary, OfOne> kernels = new EnumMap<>(Unary.class);
        kernels.put(Unary.NEGATE, FloatKernels::negate);
        kernels.put(Unary.ABS, FloatKernels::abs);
        kernels.put(Unary.SIGN, rounded(Math::signum));
        kernels.put(Unary.FLOOR, rounded(Math::floor));
        kernels.put(Unary.EXP, functions::exp);
        kernels.put(Unary.EXPM1, functions::expm1);
        kernels.put(Unary.LOG, functions::log);
        kernels.put(Unary.LOG1P, functions::log1p);
        kernels.put(Unary.SQRT, FloatKernels::sqrt);
        kernels.put(Unary.SQUARE, FloatKernels::square);
        kernels.put(Unary.RECIPROCAL, FloatKernels::reciprocal);
        kernels.put(Unary.SIN, rounded(Math::sin));
        kernels.put(Unary.COS, rounded(Math::cos));
        kernels.put(Unary.TANH, functions::tanh);
        kernels.put(Unary.SIGMOID, functions::sigmoid);
        kernels.put(Unary.SOFTPLUS, functions::softplus);
        kernels.put(Unary.RELU, FloatKernels::relu);
        kernels.put(Unary.ELU, functions::elu);
        kernels.put(Unary.ERF, rounded(SpecialFunctions::erf));
        kernels.put(Unary.LGAMMA, rounded(SpecialFunctions::lgamma));
        kernels.put(Unary.DIGAMMA, rounded(SpecialFunctions::digamma));
        kernels.put(Unary.TRIGAMMA, rounded(SpecialFunctions::trigamma));
        return kernels;
    }

    private static Map<Binary, OfTwo> binaryKernels() {
        Map<Binary, OfTwo> kernels = new EnumMap<>(Binary.class);
        kernels.put(Binary.ADD, FloatKernels::add);
        kernels.put(Binary.SUBTRACT, FloatKernels::subtract);
        kernels.put(Binary.MULTIPLY, FloatKernels::multiply);
        kernels.put(Binary.DIVIDE, FloatKernels::divide);
        kernels.put(Binary.POWER, rounded(Math::pow));
        kernels.put(Binary.MAXIMUM, FloatKernels::maximum);
        kernels.put(Binary.MINIMUM, FloatKernels::minimum);
        kernels.put(Binary.EQUAL, FloatKernels::equal);
        kernels.put(Binary.LESS, FloatKernels::less);
        kernels.put(Binary.LESS_OR_EQUAL, FloatKernels::lessOrEqual);
        kernels.put(Binary.GREATER, FloatKernels::greater);
        kernels.put(Binary.GREATER_OR_EQUAL, FloatKernels::greaterOrEqual);
        return kernels;
    }

    /** Overwrites dy by dy f'(x) from y = f(x), and y by anything; f is a smooth function. */
    void activationGradient(Activation activation, float[] y, float[] dy, int n) {
        switch (activation) {
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    dy[i] -= dy[i] * (y[i] * y[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    dy[i] *= y[i] - y[i] * y[i];
                }
            }
            case SOFTPLUS -> {
                negate(y, n);
                functions.expm1(y, n);
                for (int i = 0; i < n; i++) {
                    dy[i] = -(dy[i] * y[i]);
                }
            }
            case ELU -> {
                for (int i = 0; i < n; i++) {
                    dy[i] *= Math.min(y[i], 0) + 1;
                }
            }
            case IDENTITY, RELU ->
                    throw new IllegalArgumentException(activation + " is not computed here");
        }
    }

    /** Clears the bits of dy where those of y are not a number above 0; without a branch. */
    static void keepWherePositive(int[] y, int[] dy, int n) {
        for (int i = 0; i < n; i++) {
            int notZero = -y[i] >> 31;
            int negative = y[i] >> 31;
            int nan = (INFINITY_BITS - y[i]) >> 31;
            dy[i] &= notZero & ~negative & ~nan;
        }
    }

    /** Computes in float64 and rounds once. */
    private static OfOne rounded(DoubleUnaryOperator function) {
        return (x, n) -> {
            for (int i = 0; i < n; i++) {
                x[i] = (float) function.applyAsDouble(x[i]);
            }
        };
    }

    private static OfTwo rounded(DoubleBinaryOperator function) {
        return (a, b, n) -> {
            for (int i = 0; i < n; i++) {
                a[i] = (float) function.applyAsDouble(a[i], b[i]);
            }
        };
    }

    private static void negate(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = -x[i];
        }
    }

    private static void abs(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void square(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] * x[i];
        }
    }

    private static void reciprocal(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = 1 / x[i];
        }
    }

    private static void relu(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(x[i], 0);
        }
    }

    static void add(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += b[i];
        }
    }

    private static void subtract(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] -= b[i];
        }
    }

    static void multiply(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] *= b[i];
        }
    }

    private static void divide(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] /= b[i];
        }
    }

    static void maximum(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
    }

    static void minimum(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.min(a[i], b[i]);
        }
    }

    private static void equal(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = a[i] == b[i] ? 1 : 0;
        }
    }

    private static void less(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = a[i] < b[i] ? 1 : 0;
        }
    }

    private static void lessOrEqual(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = a[i] <= b[i] ? 1 : 0;
        }
    }

    private static void greater(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = a[i] > b[i] ? 1 : 0;
        }
    }

    private static void greaterOrEqual(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = a[i] >= b[i] ? 1 : 0;
        }
    }
}
