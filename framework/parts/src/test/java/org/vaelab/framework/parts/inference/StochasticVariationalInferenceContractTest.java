// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Optional;
import org.vaelab.testkit.contract.InferenceContract;

final class StochasticVariationalInferenceContractTest extends InferenceContract {

    StochasticVariationalInferenceContractTest() {
        super("svi", "{}", "{steps: 3, evaluationSteps: 7, samples: 2, learningRate: 0.1}");
    }

    @Override
    protected Optional<String> convergedSettings() {
        return Optional.of("{evaluationSteps: 2000, learningRate: 0.01}");
    }
}
