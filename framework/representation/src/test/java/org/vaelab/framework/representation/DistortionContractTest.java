// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Map;
import org.vaelab.testkit.contract.MetricContract;

final class DistortionContractTest extends MetricContract {

    DistortionContractTest() {
        super("distortion", "distortion.rankCorrelation", "distortion.scale");
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of(
                "distortion",
                "DistortionTest",
                "distortion.rankCorrelation",
                "DistortionTest",
                "distortion.scale",
                "DistortionTest");
    }
}
