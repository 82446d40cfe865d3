// SPDX-License-Identifier: Apache-2.0

/**
 * What a metric is and gets: {@link org.vaelab.framework.evaluation.Metric}, its context, the
 * results that metrics share, and the settings of an evaluation.
 *
 * <p>Every number of an evaluation is a metric, the bound too. A metric gets a trained model and
 * data, asks for what it needs ({@link org.vaelab.framework.evaluation.Shared}), and does not
 * change the model. Nothing here trains, and nothing writes files. The other packages hold the
 * metrics; {@code evaluator} measures them.
 */
@NullMarked
package org.vaelab.framework.evaluation;

import org.jspecify.annotations.NullMarked;
