// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import org.junit.jupiter.api.Tag;
import org.vaelab.framework.nd4j.Nd4jBackendProvider;
import org.vaelab.testkit.contract.EvaluationMemoryContract;

@Tag("full")
final class Nd4jEvaluationMemoryTest extends EvaluationMemoryContract {

    Nd4jEvaluationMemoryTest() {
        super(new Nd4jBackendProvider());
    }
}
