// SPDX-License-Identifier: Apache-2.0

/**
 * Latent variables in the unit cube and on the simplex: Kumaraswamy, stick-breaking and Dirichlet
 * posteriors, beta, Dirichlet and GEM priors. Values near the border are carried as logarithms, see
 * {@link org.vaelab.variants.simplex.LoggedDensity}.
 */
@NullMarked
package org.vaelab.variants.simplex;

import org.jspecify.annotations.NullMarked;
