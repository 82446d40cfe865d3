// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.Internal;

/**
 * Which latent units the data move (Burda et al. 2016, section 5.2), in units of the prior:
 *
 * <pre>
 *   A_u = Var_x( E_{q(u given x)}[u] ) > {@value #THRESHOLD} Var_p(u)
 * </pre>
 *
 * <p>Both variances of a unit are sums over its coordinates. Under N(0, I) the threshold is that of
 * the paper.
 */
@Internal
public final class UnitActivity {

    /** The share of the variance of the prior above which a unit is active. */
    public static final double THRESHOLD = 0.01;

    private UnitActivity() {}

    /**
     * Counts the active units.
     *
     * @param variances of the posterior means of the coordinates
     * @param prior the variances of the coordinates under the prior
     * @param units the unit of each coordinate
     */
    public static int count(double[] variances, double[] prior, int[] units) {
        Map<Integer, Double> excess = new TreeMap<>();
        for (int j = 0; j < units.length; j++) {
            excess.merge(units[j], variances[j] - THRESHOLD * prior[j], Double::sum);
        }
        return (int) excess.values().stream().filter(e -> e > 0).count();
    }
}
