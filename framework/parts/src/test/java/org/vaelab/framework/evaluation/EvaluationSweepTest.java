// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.evaluation.evaluator.EvaluationModule;
import org.vaelab.testkit.contract.PartSweep;

/** Every metric and test quantity of the framework has a contract. */
final class EvaluationSweepTest extends PartSweep {

    EvaluationSweepTest() {
        super(EvaluationModule.class);
    }
}
