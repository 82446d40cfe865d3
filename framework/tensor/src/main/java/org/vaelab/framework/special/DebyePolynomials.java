// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

/**
 * The coefficients of log S in the uniform expansion of the modified Bessel function,
 *
 * <pre>
 *   I_v(x) = e^{v eta} / sqrt(2 pi s) S(p, v),   s = sqrt(v^2 + x^2),   p = v / s
 *   log S(p, v) = sum_k D_k(p) v^-k
 * </pre>
 *
 * <p>Debye's recurrence for S (Abramowitz and Stegun 9.7.7, 9.3.9 and 9.3.10) becomes, for t_k =
 * D_k',
 *
 * <pre>
 *   t_1 = (1 - 5 p^2) / 8
 *   t_{k+1} = (a t_k)' + a sum_{i=1}^{k-1} t_i t_{k-i},   a = p^2 (1 - p^2) / 2
 * </pre>
 */
final class DebyePolynomials {

    /** At orders of 30 and above the first term left out is below 1e-17 of the sum. */
    static final int TERMS = 12;

    private static final int DEGREE = 3 * TERMS;

    /** D_k, at index k - 1, by powers of p. */
    private static final double[][] LOGARITHM = logarithm();

    private DebyePolynomials() {}

    /** Returns the coefficients of log S at an order, by powers of p. */
    static double[] atOrder(double order) {
        double[] joined = new double[DEGREE + 1];
        double scale = 1;
        for (double[] polynomial : LOGARITHM) {
            scale /= order;
            for (int power = 0; power < polynomial.length; power++) {
                joined[power] += scale * polynomial[power];
            }
        }
        return joined;
    }

    private static double[][] logarithm() {
        double[][] slopes = new double[TERMS][];
        slopes[0] = new double[] {1.0 / 8, 0, -5.0 / 8};
        for (int k = 1; k < TERMS; k++) {
            double[] next = derivative(timesA(slopes[k - 1]));
            for (int i = 0; i < k - 1; i++) {
                next = sum(next, timesA(product(slopes[i], slopes[k - 2 - i])));
            }
            slopes[k] = next;
        }
        double[][] polynomials = new double[TERMS][];
        for (int k = 0; k < TERMS; k++) {
            polynomials[k] = integral(slopes[k]);
        }
        return polynomials;
    }

    private static double[] timesA(double[] p) {
        return product(p, new double[] {0, 0, 0.5, 0, -0.5});
    }

    private static double[] product(double[] p, double[] q) {
        double[] product = new double[p.length + q.length - 1];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < q.length; j++) {
                product[i + j] += p[i] * q[j];
            }
        }
        return product;
    }

    private static double[] sum(double[] p, double[] q) {
        double[] sum = new double[Math.max(p.length, q.length)];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (i < p.length ? p[i] : 0) + (i < q.length ? q[i] : 0);
        }
        return sum;
    }

    private static double[] derivative(double[] p) {
        double[] derivative = new double[p.length - 1];
        for (int i = 1; i < p.length; i++) {
            derivative[i - 1] = i * p[i];
        }
        return derivative;
    }

    private static double[] integral(double[] p) {
        double[] integral = new double[p.length + 1];
        for (int i = 0; i < p.length; i++) {
            integral[i + 1] = p[i] / (i + 1);
        }
        return integral;
    }
}
