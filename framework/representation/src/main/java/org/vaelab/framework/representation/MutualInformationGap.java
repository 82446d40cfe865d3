// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The degree to which each factor is captured by a single code (Chen, Li, Grosse and Duvenaud 2018,
 * equation 6):
 *
 * <pre>
 *   MIG = 1/K sum_k [ I(z_1st; v_k) - I(z_2nd; v_k) ] / H(v_k)
 * </pre>
 *
 * <p>z_1st and z_2nd are the two codes with the most mutual information with the factor. The score
 * lies between 0 and 1. Codes are expectations of posteriors in {@value CodeFactorInformation#BINS}
 * bins of equal width, over at most {@value FactoredCodes#EXAMPLES} test examples, as in
 * disentanglement_lib. The paper takes draws of q(z given x) instead, which adds their noise. The
 * information of any code is biased upwards on few examples, by about (B - 1)(V - 1) / 2N for V
 * values of the factor. The gap is less biased. A factor of real numbers that hardly repeat is cut
 * at its quantiles, {@link Factor#quantiles}.
 */
@Cites("chen2018")
@Part("mig")
public final class MutualInformationGap extends RepresentationMetric {

    MutualInformationGap() {
        super(
                FactoredCodes::obstacle,
                "MIG",
                "The mutual information gap: how much one code tells more of a factor than any other code.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        double mig = Gap.mean(perFactor(CodeFactorInformation.of(subject)));
        FactoredCodes test = FactoredCodes.ofTest(subject);
        return Measured.number(mig, test.size()).with(test.binningCaveat());
    }

    /** Returns the gap of each factor over its entropy, [K]. */
    static double[] perFactor(CodeFactorInformation table) {
        double[] gaps = Gap.ofFactors(table.information());
        Arrays.setAll(gaps, k -> gaps[k] / table.entropies()[k]);
        return gaps;
    }
}
