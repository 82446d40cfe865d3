// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests, with the reason, where the processor does not multiply bfloat16. */
final class NeedsBfloat16 implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> instructions = ReducedPrecision.usable();
        return instructions.isEmpty()
                ? ConditionEvaluationResult.disabled(
                        "no products take one of " + ReducedPrecision.BFLOAT16)
                : ConditionEvaluationResult.enabled("by " + instructions);
    }
}
