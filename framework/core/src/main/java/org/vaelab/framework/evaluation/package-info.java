// SPDX-License-Identifier: Apache-2.0

/**
 * Measuring a trained model: what was measured, in which unit, how sure, and what kind of number it
 * is.
 *
 * <p>Only trained models, data and a random key enter; {@link
 * org.vaelab.framework.evaluation.Estimate}s leave. Nothing here trains, and nothing here writes a
 * file. The bound is computed by the estimators' own {@link
 * org.vaelab.framework.estimator.ElboTerms}: training and evaluation share every constant.
 *
 * <p>A {@link org.vaelab.framework.evaluation.Metric} is one more number about a model; {@link
 * org.vaelab.framework.evaluation.Metrics} knows them by name.
 */
@NullMarked
package org.vaelab.framework.evaluation;

import org.jspecify.annotations.NullMarked;
