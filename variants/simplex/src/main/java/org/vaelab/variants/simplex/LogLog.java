// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Numbers z in (0, 1) as {@code l = log(-log z)}: the whole line, on which neither z nor 1 - z
 * loses digits in float32.
 *
 * <pre>
 *   log z = -e^l,   log(1 - z) = -e^{complement(l)},   of z^a the number is l + log a
 * </pre>
 */
final class LogLog {

    /** Below e^-36 a number is its own {@code -log(1 - x)}, to rounding in float64. */
    private static final double TINY = 36;

    /** Beyond it exponentials are near the end of float32. */
    private static final double HUGE = 80;

    private LogLog() {}

    /**
     * Returns the number of values. Values that have rounded to 0 or 1 count as the nearest number
     * inside, 1e-37 or {@code 1 - 2^-24} in float32.
     */
    static Tensor of(Tensor z) {
        double belowOne = 1 - (z.dtype() == DType.FLOAT32 ? 0x1p-24 : 0x1p-53);
        return z.maximum(LoggedDensity.least(z)).minimum(belowOne).log().neg().log();
    }

    /**
     * Returns the number of 1 - z from that of z, {@code log(-log(1 - exp(-e^l)))}. The function is
     * its own inverse. Its relative error is that of rounding up to l = 80, beyond which its slope
     * is 0.
     */
    static Tensor complement(Tensor l) {
        Tensor negative = l.minimum(0);
        Tensor notTiny = negative.maximum(-TINY);
        Tensor logRest = notTiny.exp().neg().expm1().neg().log().add(negative.sub(notTiny));
        Tensor x = l.maximum(0).minimum(HUGE).exp();
        Tensor notLarge = x.minimum(TINY);
        Tensor logOfLarge = notLarge.neg().exp().neg().log1p().neg().log().sub(x.sub(notLarge));
        return logRest.neg().log().where(l.le(l.runtime().zeros(l.shape(), l.dtype())), logOfLarge);
    }

    /** Returns the number of z from {@code y = log((1 - z) / z)}: {@code log log(1 + e^y)}. */
    static Tensor ofOdds(Tensor y) {
        Tensor notTiny = y.maximum(-TINY);
        return notTiny.softplus().log().add(y.sub(notTiny));
    }
}
