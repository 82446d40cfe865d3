// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.Map;
import org.vaelab.testkit.contract.MetricContract;

/** The model of the contract has a Normal prior, for which the metrics say why they are absent. */
final class FlowErrorContractTest extends MetricContract {

    FlowErrorContractTest() {
        super("flowSolverError", "flowDivergenceError");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of(
                "flowSolverError", "ContinuousFlowTest",
                "flowDivergenceError", "ContinuousFlowTest");
    }
}
