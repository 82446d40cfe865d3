// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.testkit.contract.MetricContract;

/** Whatever metric the framework has: none is left out. */
final class StandardMetricsContractTest extends MetricContract {

    StandardMetricsContractTest() {
        super(Metrics.standard().names().toArray(String[]::new));
    }
}
