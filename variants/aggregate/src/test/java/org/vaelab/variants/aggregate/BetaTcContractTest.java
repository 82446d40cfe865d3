// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.Arrays;
import java.util.List;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class BetaTcContractTest extends RegularizerContract {

    BetaTcContractTest() {
        super("beta-tc", "{beta: 4}", "{alpha: 0, beta: 2, gamma: 0.5, estimate: 'stratified'}");
    }

    /**
     * Four narrow posteriors that differ in their first number by far more than their width, and not
     * in the second. A draw is of its own posterior alone, so that log q(z) is log w_ii + log q(z
     * given x), and log q(z_1) likewise; log q(z_2) is log sum_j w_ij + log q(z_2 given x). The sum
     * is 1/N if weighted, w_ii being 1 / (4 N), and 1 if stratified, w_ii being 1/N.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double[][] means = {{0, 0}, {1, 0}, {2, 0}, {3, 0}};
        double[][] logVariances = new double[4][2];
        Arrays.stream(logVariances).forEach(row -> Arrays.fill(row, -6));
        // The mean of m^2 is 14/4.
        double kl = 0.5 * 14 / 4 + Math.exp(-6) + 6 - 1;
        double size = Math.log(KnownPenalty.TRAINING);
        double information = size + Math.log(4);
        return List.of(
                new KnownPenalty(
                        "{beta: 4}",
                        means,
                        logVariances,
                        information + 4 * size + (kl - information - size),
                        1e-6),
                new KnownPenalty(
                        "{alpha: 0, beta: 2, gamma: 0.5, estimate: 'stratified'}",
                        means,
                        logVariances,
                        0.5 * (kl - size),
                        1e-6));
    }
}
