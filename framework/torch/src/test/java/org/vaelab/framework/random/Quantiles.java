// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import java.util.Arrays;

/** Quantiles of the standard Normal as draws have them, of numbers that no draw meets in a test. */
public final class Quantiles {

    private Quantiles() {}

    /** Returns the quantiles of numbers of (0, 1). */
    public static double[] of(double[] p) {
        return Arrays.stream(p).map(NormalQuantile::of).toArray();
    }
}
