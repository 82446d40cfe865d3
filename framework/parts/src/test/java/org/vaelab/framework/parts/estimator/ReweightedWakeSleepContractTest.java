// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class ReweightedWakeSleepContractTest extends EstimatorContract {

    ReweightedWakeSleepContractTest() {
        super("rws", 2, "{samples: 2}", "{samples: 2, sleep: true}");
    }

    @Override
    protected boolean posteriorFollowsTheBound() {
        return false;
    }

    @Override
    protected boolean takesKlWeight() {
        return false;
    }

    @Override
    protected boolean takesPointMasses() {
        return false;
    }
}
