// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;
import org.vaelab.testkit.contract.HeldDraws;

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
