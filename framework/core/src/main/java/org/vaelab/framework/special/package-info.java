// SPDX-License-Identifier: Apache-2.0

/**
 * Special functions of one real variable, in float64.
 *
 * <p>The room holds what distributions need and {@link java.lang.Math} lacks: Bessel and gamma
 * functions as logarithms and as differences that keep their digits, quadrature, and the
 * one-dimensional marginals that are built of them.
 *
 * <p>What enters and leaves: numbers. The room knows no tensors and no randomness. A NaN that enters
 * leaves as NaN, so that whoever watches a training run sees it.
 */
@NullMarked
package org.vaelab.framework.special;

import org.jspecify.annotations.NullMarked;
