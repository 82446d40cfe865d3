// SPDX-License-Identifier: Apache-2.0

/**
 * Regularisers that learn a critic beside the model, and the regularised auto-encoder. A critic
 * tells two samples apart: codes and codes whose units were permuted, codes and draws of the prior,
 * or data and what is decoded. It has an objective and an optimiser of its own.
 *
 * <p>Offers the variants {@code factor-vae}, {@code aae}, {@code vae-gan} and {@code rae}. Depends
 * on the core alone.
 */
@NullMarked
package org.vaelab.variants.adversarial;

import org.jspecify.annotations.NullMarked;
