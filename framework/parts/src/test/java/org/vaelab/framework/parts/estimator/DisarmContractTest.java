// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class DisarmContractTest extends EstimatorContract {

    DisarmContractTest() {
        super("disarm", 1, "{}", "{kl: 'monte-carlo'}");
    }

    @Override
    protected int categories() {
        return 2;
    }
}
