// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the metrics of a trained model: {@link
 * org.vaelab.framework.evaluation.evaluator.Evaluator} finds the metrics that apply, measures each
 * in its turn, and returns an {@link org.vaelab.framework.evaluation.evaluator.EvaluationResult}.
 * {@link org.vaelab.framework.evaluation.evaluator.Metrics} has the names and descriptions of all
 * metrics.
 */
@NullMarked
package org.vaelab.framework.evaluation.evaluator;

import org.jspecify.annotations.NullMarked;
