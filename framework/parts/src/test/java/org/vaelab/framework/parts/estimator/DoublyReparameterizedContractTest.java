// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.testkit.contract.EstimatorContract;

final class DoublyReparameterizedContractTest extends EstimatorContract {

    DoublyReparameterizedContractTest() {
        super("dreg", 2, "{samples: 2}");
    }

    @Override
    protected Optional<String> settingsOfOneDraw() {
        return Optional.of("{samples: 1}");
    }
}
