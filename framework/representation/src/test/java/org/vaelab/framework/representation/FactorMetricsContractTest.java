// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

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
}
