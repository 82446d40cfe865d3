// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class ImportanceWeightedStickingTheLandingContractTest extends EstimatorContract {

    ImportanceWeightedStickingTheLandingContractTest() {
        super("stl", 2, "{samples: 2}");
    }

    /** Biased in q, see the class. */
    @Override
    protected boolean posteriorFollowsTheBound() {
        return false;
    }
}
