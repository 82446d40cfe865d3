// SPDX-License-Identifier: Apache-2.0

/**
 * Factor analysis (Rubin and Thayer 1982) and probabilistic principal component analysis (Tipping and
 * Bishop 1999): linear-Gaussian models, whose posterior and log p(x) are known, by expectation and
 * maximisation, by gradient, and in closed form.
 */
@NullMarked
package org.vaelab.variants.factor;

import org.jspecify.annotations.NullMarked;
