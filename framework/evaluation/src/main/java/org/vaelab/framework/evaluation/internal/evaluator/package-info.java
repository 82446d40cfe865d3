// SPDX-License-Identifier: Apache-2.0
/**
 * {@link org.vaelab.framework.evaluation.internal.evaluator.Evaluator} measures a model with all metrics; {@link
 * org.vaelab.framework.evaluation.internal.evaluator.Metrics} knows them by name. Depends on all other packages of
 * evaluation, and none on it.
 */
@NullMarked
package org.vaelab.framework.evaluation.internal.evaluator;

import org.jspecify.annotations.NullMarked;
