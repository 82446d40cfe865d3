// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

final class BetaContractTest extends RegularizerContract {

    BetaContractTest() {
        super(
                "beta",
                "{beta: 4}",
                "{capacity: {to: 2}}",
                "{constraint: {kl: 0.5}}",
                "{constraint: {kl: 0.5, rate: 1, most: 1.1}}",
                "{constraint: {kl: 50, rate: 1, least: 0.9}}",
                "{constraint: {reconstruction: -6}}");
    }

    @Override
    protected OptionalDouble heldAt(String settings) {
        Matcher kl = Pattern.compile("kl: ([\\d.]+)").matcher(settings);
        return kl.find()
                ? OptionalDouble.of(Double.parseDouble(kl.group(1)))
                : OptionalDouble.empty();
    }

    /**
     * Of a mean KL of 5/4: it is 5 of one example, and 0 of the others. A multiplier grows by
     * the rate times the violation, which is the same at each step: the KL less its target, or -6
     * less the reconstruction, -8 log 2. It divides the KL where the reconstruction is held.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double ofReconstruction = -6 + 8 * Math.log(2);
        return List.of(
                known("{beta: 4}", 5),
                // C is 1 at half of training: R is 30 times 1/4.
                known("{capacity: {to: 2}}", 7.5).afterSteps(KnownPenalty.STEPS / 2),
                known("{constraint: {kl: 0.5}}", 1.25 * Math.exp(10 * 5e-4 * 0.75)).afterSteps(10),
                known("{constraint: {kl: 0.5, rate: 1, most: 1.1}}", 1.25 * 1.1).afterSteps(10),
                known("{constraint: {kl: 50, rate: 1, least: 0.9}}", 1.25 * 0.9).afterSteps(10),
                known(
                                "{constraint: {reconstruction: -6}}",
                                1.25 / Math.exp(90 * 5e-5 * ofReconstruction))
                        .afterSteps(90));
    }

    private static KnownPenalty known(String settings, double value) {
        double[][] means = {{0, 0}, {1, 3}, {0, 0}, {0, 0}};
        return new KnownPenalty(settings, means, new double[4][2], value, 1e-9);
    }
}
