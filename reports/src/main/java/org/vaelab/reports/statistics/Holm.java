// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import java.util.Comparator;
import org.vaelab.framework.Internal;

/** Holm's step-down correction of p-values for a family of tests (Holm 1979). */
@Internal
public final class Holm {

    private Holm() {}

    /**
     * Returns adjusted p-values, which bound the probability of any false rejection in the family.
     *
     * <pre>
     * p_(1) &lt;= ... &lt;= p_(m):   adjusted_(j) = max_{i &lt;= j} min(1, (m - i + 1) p_(i))
     * </pre>
     *
     * @param p the p-values of the family, each in [0, 1]
     * @return the adjusted values, in the order of {@code p}
     * @throws IllegalArgumentException if a value is outside [0, 1] or NaN
     */
    public static double[] adjust(double[] p) {
        for (double value : p) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("p must be in [0, 1], but is " + value);
            }
        }
        int m = p.length;
        Integer[] order = new Integer[m];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[m];
        double largest = 0;
        for (int j = 0; j < m; j++) {
            largest = Math.max(largest, Math.min(1, (m - j) * p[order[j]]));
            adjusted[order[j]] = largest;
        }
        return adjusted;
    }
}
