// SPDX-License-Identifier: Apache-2.0

/**
 * Linear-Gaussian models with a known posterior and log p(x): factor analysis (Rubin and Thayer
 * 1982) and probabilistic principal component analysis (Tipping and Bishop 1999). They are fitted
 * by expectation and maximisation, by gradient, or in closed form.
 */
@NullMarked
package org.vaelab.variants.factor;

import org.jspecify.annotations.NullMarked;
