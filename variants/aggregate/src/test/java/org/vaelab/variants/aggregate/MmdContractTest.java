// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.List;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class MmdContractTest extends RegularizerContract {

    MmdContractTest() {
        super("mmd", "{lambda: 10}", "{alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}");
    }

    /**
     * Where q(z) is the prior the discrepancy is 0 in the mean, and so is the KL. The others are
     * integrals over the differences of Normals, of x and of z, {@code E[exp(-|x - z|^2 / C)] = (1 + 2 v /
     * C)^-1 exp(-m^2 / (C + 2 v))}, v being the sum of two variances and m the distance; {@code C / (C +
     * r^2)} is the integral of {@code exp(-t - t r^2 / C)} over t.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double[][] zeros = new double[5][2];
        double[][] means = new double[32][2];
        for (int i = 0; i < means.length; i++) {
            means[i] = new double[] {4, i % 2};
        }
        double[][] noLogs = new double[32][2];
        String half = "{alpha: 0.5, lambda: 10, kernel: 'rbf', scale: 3}";
        return List.of(
                new KnownPenalty("{lambda: 10}", zeros, zeros, 0, 1e-9),
                new KnownPenalty("{lambda: 10}", means, noLogs, 10 * 0.7396323291, 1e-6),
                new KnownPenalty(half, zeros, zeros, 0, 1e-9),
                // The mean KL is (16 + 17) / 4.
                new KnownPenalty(half, means, noLogs, 0.5 * 8.25 + 9.5 * 0.7463261732, 1e-6));
    }
}
