// SPDX-License-Identifier: Apache-2.0

/**
 * Latent spaces of several factors, and hierarchies of latent variables, as a config writes them:
 * {@code normal(8) x sphere(16) x onehot(10, 4)} and {@code normal(50) > normal(100)}.
 *
 * <p>What belongs here: the product of spaces, of posteriors and of priors, and the notations,
 * whose names are those of all posteriors that are announced, a plugin's too.
 */
@NullMarked
package org.vaelab.framework.parts.product;

import org.jspecify.annotations.NullMarked;
