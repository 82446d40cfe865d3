// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class ZeroInflatedPoissonContractTest extends LikelihoodContract {

    ZeroInflatedPoissonContractTest() {
        super("zero-inflated-poisson", "{}", "{exposure: 'total'}");
    }
}
