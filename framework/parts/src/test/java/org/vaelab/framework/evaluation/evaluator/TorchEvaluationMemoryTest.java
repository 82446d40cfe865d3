// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import org.junit.jupiter.api.Tag;
import org.vaelab.framework.torch.TorchBackendProvider;
import org.vaelab.testkit.contract.EvaluationMemoryContract;

@Tag("full")
final class TorchEvaluationMemoryTest extends EvaluationMemoryContract {

    TorchEvaluationMemoryTest() {
        super(new TorchBackendProvider());
    }
}
