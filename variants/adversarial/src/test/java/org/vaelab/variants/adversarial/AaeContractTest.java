// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import org.vaelab.testkit.contract.RegularizerContract;

final class AaeContractTest extends RegularizerContract {

    AaeContractTest() {
        super(
                "aae",
                "{lambda: 3, critic: {hidden: [6, 4], activation: 'tanh',"
                        + " optimizer: {type: 'sgd', learningRate: 0.1, momentum: 0.5}}}");
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("CriticTest");
    }
}
