// SPDX-License-Identifier: Apache-2.0

/**
 * What holds the aggregate posterior q(z), the mixture of the posteriors of all data, beside or in
 * place of the KL: weights of the parts of the KL, a penalty on the covariance, a maximum mean
 * discrepancy from the prior. Around any posterior that has what they ask for.
 *
 * <p>Offers the variants {@code beta-tc}, {@code dip} and {@code mmd}, found by their names. Depends on
 * the core alone.
 */
@NullMarked
package org.vaelab.variants.aggregate;

import org.jspecify.annotations.NullMarked;
