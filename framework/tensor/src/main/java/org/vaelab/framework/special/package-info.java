// SPDX-License-Identifier: Apache-2.0

/**
 * Special functions of one real variable, in float64.
 *
 * <p>Offers what distributions need and {@link java.lang.Math} lacks: Bessel and gamma
 * functions as logarithms and as differences that keep their digits, and sums of numbers that are
 * known by their logarithms.
 *
 * <p>Arguments and results are numbers; there are no tensors and no randomness. A NaN stays a NaN,
 * so that a training run can detect it.
 */
@NullMarked
package org.vaelab.framework.special;

import org.jspecify.annotations.NullMarked;
