// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class FreeBitsContractTest extends EstimatorContract {

    FreeBitsContractTest() {
        super(
                "elbo",
                1,
                "{freeBits: {nats: 0.5, per: 'total'}}",
                "{freeBits: {nats: 0.05, per: 'total'}}");
    }

    @Override
    protected boolean lossIsTheBound() {
        return false;
    }
}
