// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.testkit.contract.MetricContract;

final class TwoSampleAccuracyContractTest extends MetricContract {

    TwoSampleAccuracyContractTest() {
        super(
                "{type: 'twoSample', examples: 110}",
                "{type: 'twoSample.neighbours', examples: 110}");
    }
}
