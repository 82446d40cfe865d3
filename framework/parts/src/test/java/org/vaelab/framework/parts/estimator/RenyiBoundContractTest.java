// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;

final class RenyiBoundContractTest extends EstimatorContract {

    RenyiBoundContractTest() {
        super("renyi", 2, "{samples: 2, alpha: 0.5}");
    }

    @Override
    protected Optional<String> settingsOfOneDraw() {
        return Optional.of("{samples: 1}");
    }

    @Override
    protected Tensor bound(Tensor logWeights) {
        return super.bound(logWeights.mul(0.5)).mul(2);
    }
}
