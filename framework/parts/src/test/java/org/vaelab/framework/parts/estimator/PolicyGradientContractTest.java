// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;
import org.vaelab.testkit.contract.HeldDraws;

/** Updates of p that ascend p(x), and no bound of its logarithm. */
final class PolicyGradientContractTest extends EstimatorContract {

    PolicyGradientContractTest() {
        super(
                "generalized-update",
                2,
                "{samples: 2, update: 'policy-gradient'}",
                "{samples: 2, update: 'off-policy'}");
    }

    @Override
    protected boolean lossIsTheBound() {
        return false;
    }

    @Override
    protected boolean posteriorFollowsTheBound() {
        return false;
    }

    /** The wake update. */
    @Override
    protected Optional<Tensor> posteriorObjective(String settings, HeldDraws draws) {
        return Optional.of(draws.wake());
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
