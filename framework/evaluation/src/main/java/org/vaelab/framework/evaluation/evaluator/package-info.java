// SPDX-License-Identifier: Apache-2.0
/**
 * What an evaluation found: {@link org.vaelab.framework.evaluation.evaluator.EvaluationResult}.
 */
@NullMarked
package org.vaelab.framework.evaluation.evaluator;

import org.jspecify.annotations.NullMarked;
