// SPDX-License-Identifier: Apache-2.0
/**
 * Moment matching: repairs importance weights with an unreliable k-hat. Depends on the bound, and
 * on annealing to compare with.
 */
@NullMarked
package org.vaelab.framework.evaluation.matching;

import org.jspecify.annotations.NullMarked;
