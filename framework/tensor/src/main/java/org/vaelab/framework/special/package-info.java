// SPDX-License-Identifier: Apache-2.0

/**
 * Special functions of one real variable, in float64.
 *
 * <p>Offers what distributions need and {@link java.lang.Math} lacks: Bessel and gamma
 * functions as logarithms and as differences that keep their digits, and sums of numbers that are
 * known by their logarithms.
 *
 * <p>From numbers to numbers: knows no tensors and no randomness. A NaN stays a NaN, so that whoever
 * watches a training run sees it.
 */
@NullMarked
package org.vaelab.framework.special;

import org.jspecify.annotations.NullMarked;
