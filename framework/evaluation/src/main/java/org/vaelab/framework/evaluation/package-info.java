// SPDX-License-Identifier: Apache-2.0

/**
 * Measuring a trained model: what was measured, in which unit, how sure, and what kind of number it
 * is.
 *
 * <p>Depends on trained models, data and a random key; offers {@link
 * org.vaelab.framework.record.Estimate}s. Nothing here trains, and nothing here writes a file. The
 * bound is computed by the estimators' own terms: training and evaluation share every constant.
 *
 * <p>A {@link org.vaelab.framework.evaluation.Metric} is one more number about a model; {@link
 * org.vaelab.framework.evaluation.Metrics} holds them by name.
 */
@NullMarked
package org.vaelab.framework.evaluation;

import org.jspecify.annotations.NullMarked;
