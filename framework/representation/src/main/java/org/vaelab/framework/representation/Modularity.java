// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The degree to which each code depends on a single factor (Ridgeway and Mozer 2018, equation 2):
 *
 * <pre>
 *   modularity = 1/L sum_l (1 - delta_l),   delta_l = sum_k (m_lk - t_lk)^2 / (theta_l^2 (K - 1))
 * </pre>
 *
 * <p>m_lk is the mutual information of code l and factor k, and theta_l its largest value over
 * factors. The template t_l is theta_l at that factor and 0 elsewhere. The score lies between 0 and
 * 1. A code without any mutual information has the score 0, as in disentanglement_lib. Codes are
 * computed as in {@link MutualInformationGap}.
 */
@Cites("ridgeway2018")
@Part("modularity")
public final class Modularity extends RepresentationMetric {

    Modularity() {
        super(
                FactoredCodes::obstacle,
                "Modularity",
                "Whether each code tells of one factor alone, by mutual information.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        double[][] information = CodeFactorInformation.of(subject).information();
        FactoredCodes test = FactoredCodes.ofTest(subject);
        return Measured.number(of(information), test.size()).with(test.binningCaveat());
    }

    /** Returns the mean over codes, of the mutual information [L, K] with K at least 2. */
    static double of(double[][] information) {
        return Arrays.stream(information).mapToDouble(Modularity::ofCode).average().orElseThrow();
    }

    private static double ofCode(double[] information) {
        double theta = Arrays.stream(information).max().orElseThrow();
        if (theta == 0) {
            return 0;
        }
        double squares = Arrays.stream(information).map(m -> m * m).sum() - theta * theta;
        return 1 - squares / (theta * theta * (information.length - 1));
    }
}
