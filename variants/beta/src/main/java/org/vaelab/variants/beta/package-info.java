// SPDX-License-Identifier: Apache-2.0

/**
 * Limits on the information that a latent value carries: a weight on the KL, a capacity that grows,
 * or a constraint whose multiplier is learned. They accept any posterior.
 *
 * <p>Offers the variant {@code beta}. Depends on the core alone.
 */
@NullMarked
package org.vaelab.variants.beta;

import org.jspecify.annotations.NullMarked;
