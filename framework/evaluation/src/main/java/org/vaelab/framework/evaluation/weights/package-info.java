// SPDX-License-Identifier: Apache-2.0
/**
 * Importance weights of one datum, of which little is kept: log-mean, effective sample size and
 * k-hat. Depends on no model.
 */
@NullMarked
package org.vaelab.framework.evaluation.weights;

import org.jspecify.annotations.NullMarked;
