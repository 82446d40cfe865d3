// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.testkit.contract.MetricContract;

final class TwoSampleAccuracyContractTest extends MetricContract {

    TwoSampleAccuracyContractTest() {
        super("twoSample", "twoSample.neighbours");
    }
}
