// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/** The examples on which a model is evaluated. */
public enum EvaluatedPart {
    TEST,
    /** Examples that training does not see, for choices that must not see the test examples. */
    VALIDATION
}
