// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.GenerativeEstimatorContract;

final class JointDensityContractTest extends GenerativeEstimatorContract {

    JointDensityContractTest() {
        super("joint", "{}", "{samples: 3}");
    }

    @Override
    protected boolean followsGradient() {
        return true;
    }
}
