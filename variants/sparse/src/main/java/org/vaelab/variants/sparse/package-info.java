// SPDX-License-Identifier: Apache-2.0

/**
 * Latent variables that are counts, or 0 with some probability: Poisson and spike-and-slab
 * posteriors and priors. Both are relaxed in training and exact in evaluation.
 */
@NullMarked
package org.vaelab.variants.sparse;

import org.jspecify.annotations.NullMarked;
