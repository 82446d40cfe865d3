// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

/** Of maximum marginal likelihood, whose loss is the bound in the parameters of p. */
final class GeneralizedUpdateContractTest extends EstimatorContract {

    GeneralizedUpdateContractTest() {
        super(
                "generalized-update",
                2,
                "{samples: 2}",
                "{samples: 2, update: 'meritocratic', exponent: 1}");
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
