// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class DistortionContractTest extends MetricContract {

    DistortionContractTest() {
        super("distortion", "distortion.rankCorrelation", "distortion.scale");
    }

    /**
     * Distances 1, 1 and 2 of three places become 1, 4 and 5. The ratios 1, 4 and 5/2 have the
     * median 4 if each weighs what it is, which leaves (3/4 + 0 + 3/8) / 3. Ranks less their mean
     * are -1/2, -1/2 and 1, and -1, 0 and 1.
     */
    @Override
    protected List<KnownAnswer> knownAnswers() {
        double[][] uneven = {{0, 0}, {0.6, 0.8}, {3, 4}};
        double[][] even = {{0, 0}, {0.6, 0.8}, {1.2, 1.6}};
        return List.of(
                KnownAnswer.ofPoints("distortion", uneven, 0.375, 1e-9),
                KnownAnswer.ofPoints("distortion", even, 0, 1e-9),
                KnownAnswer.ofPoints("distortion.scale", uneven, 4, 1e-9),
                KnownAnswer.ofPoints("distortion.scale", even, 1, 1e-9),
                KnownAnswer.ofPoints(
                        "distortion.rankCorrelation", uneven, 1.5 / Math.sqrt(1.5 * 2), 1e-9),
                KnownAnswer.ofPoints("distortion.rankCorrelation", even, 1, 1e-9));
    }
}
