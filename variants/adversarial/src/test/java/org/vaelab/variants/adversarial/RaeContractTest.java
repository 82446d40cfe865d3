// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.List;
import java.util.Optional;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class RaeContractTest extends RegularizerContract {

    RaeContractTest() {
        super(
                "rae",
                "{}",
                "{beta: 0.5, decoder: 'gradient-penalty', lambda: 2}",
                "{decoder: 'spectral-norm'}",
                "{beta: 1, decoder: 'none'}");
    }

    @Override
    protected Optional<String> inference() {
        return Optional.of("deterministic");
    }

    @Override
    protected boolean projectsTheModel() {
        return true;
    }

    /**
     * The mean of |z|^2 is 5/2. The matrix of the decoder has 8 numbers s, so that l2 is 8 s^2. The
     * mean of coin j moves by {@code s sigmoid'(s z_k)}, and four of 8 go by each number of z.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double slope = 0.5;
        double ofOrigin = 8 * Math.pow(slope / 4, 2);
        double ofPoint =
                4
                        * (Math.pow(slope * derivative(slope), 2)
                                + Math.pow(slope * derivative(3 * slope), 2));
        return List.of(
                known("{}", 0.05 * 2.5 + 0.01 * 8 * slope * slope).withSlope(slope),
                // Differences of 0.01.
                known(
                                "{beta: 0.5, decoder: 'gradient-penalty', lambda: 2}",
                                0.25 * 2.5 + 2 * (3 * ofOrigin + ofPoint) / 4)
                        .withSlope(slope),
                known("{decoder: 'spectral-norm'}", 0.05 * 2.5).withSlope(slope).afterSteps(2),
                known("{beta: 1, decoder: 'none'}", 0.5 * 2.5));
    }

    private static double derivative(double odds) {
        double p = 1 / (1 + Math.exp(-odds));
        return p * (1 - p);
    }

    private static KnownPenalty known(String settings, double value) {
        double[][] means = {{0, 0}, {1, 3}, {0, 0}, {0, 0}};
        return new KnownPenalty(settings, means, new double[4][2], value, 1e-4);
    }
}
