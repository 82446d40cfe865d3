// SPDX-License-Identifier: Apache-2.0

/**
 * Priors p(z): the extension point and its standard implementations.
 *
 * <p>Enters: latent values, and the model's encoder where a prior is made of posteriors. Leaves: log-densities in nats, and draws.
 */
@NullMarked
package org.vaelab.framework.prior;

import org.jspecify.annotations.NullMarked;
