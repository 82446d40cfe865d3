// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.testkit.contract.MetricContract;

final class DistortionContractTest extends MetricContract {

    DistortionContractTest() {
        super("distortion", "distortion.rankCorrelation", "distortion.scale");
    }
}
