// SPDX-License-Identifier: Apache-2.0

/**
 * Distributions from which a network chooses one per row: approximate posteriors q(z given x), and
 * learned conditionals p(z given its parents). The extension point; the families live in modules of
 * their own.
 *
 * <p>Offers draws with their log-densities in nats, how they pass gradients, and what they ask of a
 * training step beside the bound. Depends on the spaces of {@code latent}.
 */
@NullMarked
package org.vaelab.framework.posterior;

import org.jspecify.annotations.NullMarked;
