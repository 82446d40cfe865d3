// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;

final class CombinedImportanceWeightedContractTest extends EstimatorContract {

    CombinedImportanceWeightedContractTest() {
        super("ciwae", 2, "{samples: 2, beta: 0.3}");
    }

    @Override
    protected Optional<String> settingsOfOneDraw() {
        return Optional.of("{samples: 1}");
    }

    @Override
    protected Tensor bound(Tensor logWeights) {
        return super.bound(logWeights).mul(0.7).add(logWeights.mean(0).mul(0.3));
    }
}
