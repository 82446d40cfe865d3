// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class ScoreFunctionContractTest extends EstimatorContract {

    ScoreFunctionContractTest() {
        super(
                "score-function",
                1,
                "{}",
                "{samples: 4, kl: 'monte-carlo'}",
                "{samples: 1, baseline: 'none'}",
                "{baseline: 'moving-average', decay: 0.5}");
    }
}
