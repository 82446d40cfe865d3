// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Differences of log-gamma functions of tensors. They keep their digits where the terms of the
 * usual sums are large and cancel, by Stirling's series (DLMF 5.11.1):
 *
 * <pre>
 *   log Gamma(y) = (y - 1/2) log y - y + 1/2 log 2 pi + s(y)
 * </pre>
 *
 * <p>All are differentiable in all arguments, which broadcast.
 */
public final class LogGammas {

    /** From here on Stirling's series is taken; from 15 on it is exact to 1e-17. */
    private static final double LEAST_EXPANDED = 16;

    /** How far each branch reaches beyond that, so that neither is clamped where it is taken. */
    private static final double OVERLAP = 1;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Coefficients of 1/y, 1/y^3, ... in Stirling's series. */
    private static final double[] STIRLING = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
    };

    private LogGammas() {}

    /** Returns s(y) of y above 0. */
    public static Tensor stirling(Tensor y) {
        Tensor small = y.minimum(LEAST_EXPANDED + OVERLAP);
        Tensor direct =
                small.add(1)
                        .lgamma()
                        .sub(small.add(0.5).mul(small.log()))
                        .add(small)
                        .sub(HALF_LOG_TWO_PI);
        return series(y.maximum(LEAST_EXPANDED - OVERLAP)).where(y.gt(LEAST_EXPANDED), direct);
    }

    private static Tensor series(Tensor y) {
        Tensor inverse = y.reciprocal();
        Tensor square = inverse.square();
        Tensor sum = square.mul(STIRLING[STIRLING.length - 1]);
        for (int i = STIRLING.length - 2; i > 0; i--) {
            sum = sum.add(STIRLING[i]).mul(square);
        }
        return sum.add(STIRLING[0]).mul(inverse);
    }

    /** Returns log Gamma(a + k) - log Gamma(a), of a above 0 and k of at least 0. */
    public static Tensor rising(Tensor a, Tensor k) {
        Tensor small = a.minimum(LEAST_EXPANDED + OVERLAP);
        Tensor direct = small.add(k).lgamma().sub(small.lgamma());
        Tensor large = a.maximum(LEAST_EXPANDED - OVERLAP);
        Tensor sum = large.add(k);
        Tensor expanded =
                sum.log()
                        .mul(k)
                        .add(k.div(large).log1p().mul(large.sub(0.5)))
                        .sub(k)
                        .add(series(sum).sub(series(large)));
        return expanded.where(a.gt(LEAST_EXPANDED), direct);
    }

    /**
     * Returns log B(a, b) of a and b above 0, in float64:
     *
     * <pre>
     *   -a log(1 + b/a) - b log(1 + a/b) + 1/2 [ log(1/a + 1/b) + log 2 pi ] + s(a) + s(b) - s(a + b)
     * </pre>
     *
     * <p>Its error is that of a few roundings of the result, plus 1e-14, for a and b from 1e-150 to
     * 1e150.
     */
    public static Tensor logBeta(Tensor a, Tensor b) {
        Tensor first = a.cast(DType.FLOAT64);
        Tensor second = b.cast(DType.FLOAT64);
        Tensor both = first.add(second);
        Tensor logs =
                second.div(first).log1p().mul(first).add(first.div(second).log1p().mul(second));
        Tensor halves = first.reciprocal().add(second.reciprocal()).log().mul(0.5);
        return stirling(first)
                .add(stirling(second))
                .sub(stirling(both))
                .add(halves)
                .add(HALF_LOG_TWO_PI)
                .sub(logs);
    }
}
