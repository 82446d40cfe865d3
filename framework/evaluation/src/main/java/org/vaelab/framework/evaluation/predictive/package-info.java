// SPDX-License-Identifier: Apache-2.0
/**
 * Samples of the model against data, and ranks of true values: predictive checks and calibration.
 * {@link org.vaelab.framework.evaluation.TestQuantity} is an extension point.
 */
@NullMarked
package org.vaelab.framework.evaluation.predictive;

import org.jspecify.annotations.NullMarked;
