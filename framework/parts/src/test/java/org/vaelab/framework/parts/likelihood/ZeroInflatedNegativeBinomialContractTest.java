// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class ZeroInflatedNegativeBinomialContractTest extends LikelihoodContract {

    ZeroInflatedNegativeBinomialContractTest() {
        super(
                "zero-inflated-negative-binomial",
                "{}",
                "{dispersion: 'decoder'}",
                "{exposure: 'total'}");
    }

    /** Draws of larger means vary too much to sum over all that are likely. */
    @Override
    protected double headScale() {
        return 0.5;
    }
}
