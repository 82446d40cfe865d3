// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/** The element-wise functions in float32, each a loop over a tile. */
final class FloatKernels {

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    final FloatFunctions functions = new FloatFunctions();

    /** Overwrites x by f(x); those not listed are computed in float64 and rounded once. */
    void apply(Unary function, float[] x, int n) {
        switch (function) {
            case EXP -> functions.exp(x, n);
            case EXPM1 -> functions.expm1(x, n);
            case LOG -> functions.log(x, n);
            case LOG1P -> functions.log1p(x, n);
            case TANH -> functions.tanh(x, n);
            case SIGMOID -> functions.sigmoid(x, n);
            case SOFTPLUS -> functions.softplus(x, n);
            case ELU -> functions.elu(x, n);
            case NEGATE -> negate(x, n);
            case ABS -> {
                for (int i = 0; i < n; i++) {
                    x[i] = Math.abs(x[i]);
                }
            }
            case SQRT -> {
                for (int i = 0; i < n; i++) {
                    x[i] = (float) Math.sqrt(x[i]);
                }
            }
            case SQUARE -> {
                for (int i = 0; i < n; i++) {
                    x[i] = x[i] * x[i];
                }
            }
            case RECIPROCAL -> {
                for (int i = 0; i < n; i++) {
                    x[i] = 1 / x[i];
                }
            }
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    x[i] = Math.max(x[i], 0);
                }
            }
            default -> DoubleKernels.apply(function, x, n);
        }
    }

    /** Overwrites a by f(a, b); those not listed are computed in float64 and rounded once. */
    static void apply(Binary function, float[] a, float[] b, int n) {
        switch (function) {
            case ADD -> add(a, b, n);
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    a[i] -= b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    a[i] *= b[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    a[i] /= b[i];
                }
            }
            case MAXIMUM -> {
                for (int i = 0; i < n; i++) {
                    a[i] = Math.max(a[i], b[i]);
                }
            }
            case MINIMUM -> {
                for (int i = 0; i < n; i++) {
                    a[i] = Math.min(a[i], b[i]);
                }
            }
            case EQUAL -> {
                for (int i = 0; i < n; i++) {
                    a[i] = a[i] == b[i] ? 1 : 0;
                }
            }
            case LESS -> {
                for (int i = 0; i < n; i++) {
                    a[i] = a[i] < b[i] ? 1 : 0;
                }
            }
            case GREATER -> {
                for (int i = 0; i < n; i++) {
                    a[i] = a[i] > b[i] ? 1 : 0;
                }
            }
            default -> DoubleKernels.apply(function, a, b, n);
        }
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
            default -> throw new IllegalArgumentException(activation + " is not computed here");
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

    static void add(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += b[i];
        }
    }

    private static void negate(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = -x[i];
        }
    }
}
