// SPDX-License-Identifier: Apache-2.0

/**
 * Regularisers of the aggregate posterior q(z), the mixture of the posteriors of all data. They add
 * to the KL or replace it: weights for the parts of the KL, a penalty on the covariance, a maximum
 * mean discrepancy from the prior. They accept any posterior that has what they need.
 *
 * <p>Offers the variants {@code beta-tc}, {@code dip} and {@code mmd}. Depends on the core alone.
 */
@NullMarked
package org.vaelab.variants.aggregate;

import org.jspecify.annotations.NullMarked;
