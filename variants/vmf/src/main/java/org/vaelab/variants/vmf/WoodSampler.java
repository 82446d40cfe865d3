// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.ModifiedBessel;

/**
 * Draws w = mu . z of the von Mises-Fisher distribution on S^{d-1} by rejection.
 *
 * <pre>
 *   b = (d - 1) / (2 kappa + sqrt(4 kappa^2 + (d - 1)^2)),   x = (1 - b) / (1 + b)
 *   e ~ Beta((d-1)/2, (d-1)/2),   W = (1 - (1 + b) e) / (1 - (1 - b) e)
 *   accept if kappa (W - x) + (d - 1) log[(1 - x W) / (1 - x^2)] >= log U
 * </pre>
 *
 * <p>All terms are computed without cancellation: {@code s = 1 - e + b e}, {@code 1 - W = 2 b e /
 * s}, {@code 1 - x = 2 b / (1 + b)}, {@code (1 - x W) / (1 - x^2) = (1 + b) / (2 s)}. The symmetric
 * beta variate is exact, from two uniforms (Ulrich 1984): {@code e = (1 - sqrt(1 - U^{2/(d-2)})
 * cos(2 pi V)) / 2}.
 *
 * <p>Attempt a of element i uses the uniforms 3i, 3i + 1 and 3i + 2 of the key folded with a, so a
 * draw does not depend on the other elements. At least two of three attempts are accepted on
 * average, for all d and kappa.
 *
 * @see <a href="https://doi.org/10.1080/03610919408813161">Wood: Simulation of the von Mises Fisher
 *     distribution, 1994, algorithm VM*</a>
 */
record WoodSampler(int d) {

    /** The limit of attempts: the probability that none is accepted is below 1e-400. */
    private static final int ATTEMPTS = 1000;

    private static final int UNIFORMS = 3;

    /**
     * Draws 1 - w for each concentration, some times over.
     *
     * @param kappa B concentrations; for one that is NaN or outside [0, 1e100] NaN is drawn
     * @param samples K
     * @return K rows of B
     */
    double[] drawComplements(RandomKey key, double[] kappa, int samples) {
        int n = Math.multiplyExact(samples, kappa.length);
        double[] complements = new double[n];
        int[] pending = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            double concentration = kappa[i % kappa.length];
            if (concentration >= 0 && concentration <= ModifiedBessel.LARGEST_ARGUMENT) {
                pending[count++] = i;
            } else {
                complements[i] = Double.NaN;
            }
        }
        double[] uniforms = key.fold(0).uniform(Math.multiplyExact(UNIFORMS, n));
        for (int attempt = 0; count > 0; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(
                        "no draw accepted in %s attempts for kappa = %s in R^%s"
                                .formatted(ATTEMPTS, kappa[pending[0] % kappa.length], d));
            }
            count =
                    attempt(
                            key.fold(attempt),
                            attempt,
                            uniforms,
                            kappa,
                            pending,
                            count,
                            complements);
        }
        return complements;
    }

    /** One attempt of each pending element; returns how many are still pending. */
    private int attempt(
            RandomKey key,
            int attempt,
            double[] uniforms,
            double[] kappa,
            int[] pending,
            int count,
            double[] complements) {
        int left = 0;
        for (int p = 0; p < count; p++) {
            int i = pending[p];
            int at = UNIFORMS * i;
            if (attempt > 0) {
                key.uniform(at, uniforms, at, UNIFORMS);
            }
            complements[i] = propose(kappa[i % kappa.length], uniforms, at);
            if (Double.isNaN(complements[i])) {
                pending[left++] = i;
            }
        }
        return left;
    }

    /** Returns 1 - W, or NaN if it is rejected. */
    private double propose(double kappa, double[] uniforms, int at) {
        double b = (d - 1) / (2 * kappa + Math.sqrt(4 * kappa * kappa + (d - 1.0) * (d - 1)));
        double power = d == 2 ? 0 : StrictMath.exp(2.0 / (d - 2) * StrictMath.log(uniforms[at]));
        double radius = Math.sqrt(1 - power);
        double sine = StrictMath.sin(Math.PI * uniforms[at + 1]);
        double cosine = StrictMath.cos(Math.PI * uniforms[at + 1]);
        double lower = 0.5 * power / (1 + radius);
        double e = lower + radius * sine * sine;
        double s = lower + radius * cosine * cosine + b * e;
        double complement = 2 * b * e / s;
        double logRatio =
                kappa * (2 * b / (1 + b) - complement)
                        + (d - 1) * StrictMath.log((1 + b) / (2 * s));
        return logRatio >= StrictMath.log(uniforms[at + 2]) ? complement : Double.NaN;
    }
}
