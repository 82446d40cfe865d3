// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class BetaBinomialContractTest extends LikelihoodContract {

    BetaBinomialContractTest() {
        super("beta-binomial", "{trials: 5}");
    }

    @Override
    protected double largestCount() {
        return 5;
    }
}
