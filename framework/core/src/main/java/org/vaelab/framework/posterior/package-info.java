// SPDX-License-Identifier: Apache-2.0

/**
 * Approximate posteriors q(z given x): the extension point and its standard implementations.
 *
 * <p>Enters: the output of an encoder. Leaves: draws with their log-densities, in nats.
 */
@NullMarked
package org.vaelab.framework.posterior;

import org.jspecify.annotations.NullMarked;
