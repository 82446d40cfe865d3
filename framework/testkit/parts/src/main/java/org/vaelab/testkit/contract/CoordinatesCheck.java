// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.IndependentCoordinates;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The distribution functions of {@link IndependentCoordinates}: of draws they are uniform on [0, 1]
 * (Kolmogorov and Smirnov, with the bound of Massart 1990), and they rise.
 */
final class CoordinatesCheck {

    /** The probability with which a right function of one coordinate fails. */
    private static final double ALPHA = Comparison.ALPHA;

    private CoordinatesCheck() {}

    /** Checks the functions of a distribution that has them, of one row or of none. */
    static void check(TestedDistribution tested, Distribution distribution) {
        if (!(distribution instanceof IndependentCoordinates known)) {
            return;
        }
        double[] parameters;
        int width = tested.width();
        try (TensorScope scope = tested.runtime().scope()) {
            Tensor all = known.coordinates();
            if (all.shape().extent(-2) != width) {
                throw new AssertionError(
                        tested.name()
                                + ": coordinates() has the shape "
                                + all.shape()
                                + ", the space has "
                                + width
                                + " coordinates");
            }
            parameters = all.readDoubles();
        }
        int k = parameters.length / width;
        double[] draws = tested.density().draws();
        for (int j = 0; j < width; j++) {
            double[] own = Arrays.copyOfRange(parameters, j * k, (j + 1) * k);
            double[] column = new double[draws.length / width];
            for (int i = 0; i < column.length; i++) {
                column[i] = draws[i * width + j];
            }
            Arrays.sort(column);
            double[] shares = Arrays.stream(column).map(z -> known.cumulative(own, z)).toArray();
            requireUniform(tested.name(), j, column, shares);
        }
    }

    private static void requireUniform(String name, int j, double[] z, double[] shares) {
        int n = shares.length;
        double allowed = Math.sqrt(Math.log(2 / ALPHA) / (2 * n));
        for (int i = 0; i < n; i++) {
            double expected = (i + 0.5) / n;
            if (!(Math.abs(shares[i] - expected) <= allowed + 0.5 / n)
                    || (i > 0 && shares[i] < shares[i - 1])) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s: cumulative() of coordinate %d is %.6g at z = %.6g, above %.4g of"
                                        + " %d draws; it must rise and agree within %.2g",
                                name,
                                j,
                                shares[i],
                                z[i],
                                expected,
                                n,
                                allowed));
            }
        }
    }
}
