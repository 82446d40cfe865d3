// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

/** With the trials that grey levels have, of which it is a likelihood as of counts. */
final class BetaBinomialContractTest extends LikelihoodContract {

    BetaBinomialContractTest() {
        super("beta-binomial", "{trials: 255}");
    }

    @Override
    protected double largestCount() {
        return 255;
    }

    /** Levels are summed up to 255, and more trials have more. */
    @Override
    protected boolean checksOtherSettings() {
        return false;
    }
}
