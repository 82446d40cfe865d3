// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class FactorMetricsContractTest extends MetricContract {

    FactorMetricsContractTest() {
        super(
                "mig",
                "sap",
                "modularity",
                "factorVae",
                "dci.disentanglement",
                "dci.completeness",
                "dci.informativeness");
    }

    @Override
    protected List<KnownAnswer> knownAnswers() {
        double[][] factors = FactorCodes.of(0, 1, 2);
        double[][] bothBits = FactorCodes.of(0, 4);
        return List.of(
                // One code tells of two binary factors: 3/4 H(1/4) - log(2)/2 of each, that is
                // 0.311 of log 2.
                KnownAnswer.ofPoints("mig", bothBits, (1 + 2 * 0.31127812445913) / 3, 1e-9),
                // A second code tells as much of the first factor: its gap is 0, those of others 1.
                KnownAnswer.ofPoints("mig", FactorCodes.of(0, 0, 1, 2), 2.0 / 3, 1e-9),
                KnownAnswer.ofPoints("mig", factors, 1, 1e-9),
                // Each code is its factor, so a gap is an entropy by that entropy: also where 0 is
                // three times as frequent.
                KnownAnswer.ofPoints("mig", factors, 1, 1e-9).ofData(FactorCodes.skewed()),
                ofDraws("mig", 1, 1e-9),
                // Of two factors as much: 1 - 1/2.
                KnownAnswer.ofPoints("modularity", bothBits, (1 + 0.5) / 2, 1e-9),
                // A code without information counts as 0.
                KnownAnswer.ofPoints("modularity", FactorCodes.of(0, 1, 2, 3), 3.0 / 4, 1e-9),
                KnownAnswer.ofPoints("modularity", factors, 1, 1e-9),
                ofDraws("modularity", 1, 1e-9),
                // Of 1/4 and 1/2 that are 1 the squared correlation is (1/8)^2 / (3/16 1/4).
                KnownAnswer.ofPoints("sap", bothBits, (1 + 2 / 3.0) / 3, 1e-9),
                // Labels are numbers: the squared correlation with its own code is 1, with others
                // 0.
                KnownAnswer.ofPoints("sap", FactorCodes.of(0, 0, 1, 2), 2.0 / 3, 1e-9),
                ofDraws("sap", 1, 1e-3),
                KnownAnswer.ofPoints("sap", factors, 1, 1e-9),
                // A code for two factors is the steadiest of both, and stands for one: 2/3 of 5,000
                // votes.
                KnownAnswer.ofPoints("factorVae", FactorCodes.of(0, 5), 2.0 / 3, 0.034),
                // The code of the fixed factor is the one that does not vary.
                KnownAnswer.ofPoints("factorVae", factors, 1, 1e-9),
                ofDraws("factorVae", 1, 1e-9));
    }

    /** Codes that are means of draws of a width of 0.14, 10 apart. */
    private static KnownAnswer ofDraws(String metric, double value, double tolerance) {
        double[][] factors = FactorCodes.of(0, 1, 2);
        double[][] logVariances = new double[factors.length][factors[0].length];
        Arrays.stream(logVariances).forEach(row -> Arrays.fill(row, -4));
        return new KnownAnswer(metric, factors, logVariances, value, tolerance).withoutMeans();
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of(
                "dci.disentanglement",
                "GoldenMetricsTest",
                "dci.completeness",
                "GoldenMetricsTest",
                "dci.informativeness",
                "GoldenMetricsTest");
    }
}
