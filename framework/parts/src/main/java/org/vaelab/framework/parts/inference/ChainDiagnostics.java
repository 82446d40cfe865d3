// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Arrays;

/**
 * The convergence of chains of one number (R-hat) and their effective sample size (Gelman et al.
 * 2013, section 11.4; Vehtari et al. 2021, section 3). Each chain is split into two halves to
 * detect drift.
 *
 * <pre>
 *   B = n / (m - 1) sum_j (mean_j - mean)^2,   W = mean_j s_j^2,   of m halves of n draws
 *   var+ = (n - 1) / n W + B / n
 *   R-hat = sqrt(var+ / W)
 *   rho_t = 1 - (W - mean_j s_j^2 rho_{t,j}) / var+
 *   ESS = m n / (1 + 2 sum_t rho_t)
 * </pre>
 *
 * <p>The sum of autocorrelations ends with the first pair {@code rho_2t + rho_2t+1} that is
 * negative, and pairs do not grow (Geyer 1992, section 3.3).
 */
final class ChainDiagnostics {

    private final double[][] halves;
    private final double[] means;
    private final double within;
    private final double total;

    /**
     * Looks at chains.
     *
     * @param chains [chains][draws], at least four draws each; of an odd number the first is left
     *     out
     */
    ChainDiagnostics(double[][] chains) {
        int n = chains[0].length / 2;
        int odd = chains[0].length % 2;
        halves = new double[2 * chains.length][];
        for (int c = 0; c < chains.length; c++) {
            halves[2 * c] = Arrays.copyOfRange(chains[c], odd, odd + n);
            halves[2 * c + 1] = Arrays.copyOfRange(chains[c], odd + n, odd + 2 * n);
        }
        means = Arrays.stream(halves).mapToDouble(ChainDiagnostics::mean).toArray();
        double sum = 0;
        for (int j = 0; j < halves.length; j++) {
            sum += autocovariance(j, 0) * n / (n - 1);
        }
        within = sum / halves.length;
        double mean = mean(means);
        double between = 0;
        for (double own : means) {
            between += (own - mean) * (own - mean);
        }
        total = (n - 1.0) / n * within + between / (halves.length - 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Returns 1/n sum_i (x_i - mean)(x_{i + lag} - mean) of a half. */
    private double autocovariance(int half, int lag) {
        double[] x = halves[half];
        double sum = 0;
        for (int i = 0; i + lag < x.length; i++) {
            sum += (x[i] - means[half]) * (x[i + lag] - means[half]);
        }
        return sum / x.length;
    }

    /** Returns R-hat; NaN of chains that stand still, all at one place, +infinity at several. */
    double potentialScaleReduction() {
        return Math.sqrt(total / within);
    }

    /** Returns the effective number of draws; NaN of chains that stand still. */
    double effectiveSampleSize() {
        int n = halves[0].length;
        double draws = (double) halves.length * n;
        if (!(within > 0)) {
            return Double.NaN;
        }
        double sum = 0;
        double last = Double.POSITIVE_INFINITY;
        for (int lag = 0; lag + 1 < n; lag += 2) {
            double pair = correlation(lag) + correlation(lag + 1);
            if (!(pair > 0)) {
                break;
            }
            last = Math.min(last, pair);
            sum += last;
        }
        // The first pair has rho_0 = 1, which is counted once and not twice. Antithetic chains are
        // worth more draws than they have, up to a factor that bounds the noise of the estimate.
        double time = Math.max(2 * sum - 1, 1 / Math.log10(draws));
        return draws / time;
    }

    private double correlation(int lag) {
        int n = halves[0].length;
        double covariance = 0;
        for (int j = 0; j < halves.length; j++) {
            covariance += autocovariance(j, lag) * n / (n - 1);
        }
        return 1 - (within - covariance / halves.length) / total;
    }
}
