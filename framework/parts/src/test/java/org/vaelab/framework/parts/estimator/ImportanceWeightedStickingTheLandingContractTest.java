// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;
import org.vaelab.testkit.contract.HeldDraws;

final class ImportanceWeightedStickingTheLandingContractTest extends EstimatorContract {

    ImportanceWeightedStickingTheLandingContractTest() {
        super("stl", 2, "{samples: 2}");
    }

    /** Biased in q, see the class. */
    @Override
    protected boolean posteriorFollowsTheBound() {
        return false;
    }

    /** The score of the bound: without it, the gradient of the bound is the direct one alone. */
    @Override
    protected Optional<Tensor> posteriorObjective(String settings, HeldDraws draws) {
        return Optional.of(bound(draws.logWeights()).stopGradient().mul(draws.logQ().sum(0)));
    }
}
