// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class EntropyElboContractTest extends EstimatorContract {

    EntropyElboContractTest() {
        super("elbo", 1, "{kl: 'entropy'}", "{kl: 'entropy', samples: 3}");
    }

    @Override
    protected boolean takesRelaxedDraws() {
        return false;
    }
}
