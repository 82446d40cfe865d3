// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.testkit.contract.EstimatorContract;

final class MultipleImportanceWeightedContractTest extends EstimatorContract {

    MultipleImportanceWeightedContractTest() {
        super("miwae", 2, "{samples: 2, bounds: 3}", "{samples: 2, bounds: 1}");
    }

    @Override
    protected Optional<String> settingsOfOneDraw() {
        return Optional.of("{samples: 1, bounds: 1}");
    }
}
