// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class PoissonContractTest extends LikelihoodContract {

    PoissonContractTest() {
        super("poisson", "{}", "{exposure: 'total'}");
    }
}
