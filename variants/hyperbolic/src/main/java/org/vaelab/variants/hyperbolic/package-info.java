// SPDX-License-Identifier: Apache-2.0

/**
 * Latent variables in hyperbolic space: wrapped Normal posteriors and priors (Nagano et al. 2019),
 * with a curvature that is fixed or learned.
 */
@NullMarked
package org.vaelab.variants.hyperbolic;

import org.jspecify.annotations.NullMarked;
