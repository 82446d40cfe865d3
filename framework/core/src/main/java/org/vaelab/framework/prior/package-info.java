// SPDX-License-Identifier: Apache-2.0

/**
 * Priors p(z): the extension point and its standard implementations.
 *
 * <p>Enters: latent values. Leaves: log-densities in nats, and draws.
 */
@NullMarked
package org.vaelab.framework.prior;

import org.jspecify.annotations.NullMarked;
