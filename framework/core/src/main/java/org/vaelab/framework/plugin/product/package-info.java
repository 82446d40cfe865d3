// SPDX-License-Identifier: Apache-2.0

/**
 * Products of latent spaces from a config: {@code normal(8) x sphere(16) x onehot(10, 4)}.
 *
 * <p>What belongs here: the notation of products, and the factories of their posteriors and priors,
 * which find the factories of the factors among all that are announced, a plugin's too. What may
 * enter: texts and settings. What may leave: families and priors.
 */
@NullMarked
package org.vaelab.framework.plugin.product;

import org.jspecify.annotations.NullMarked;
