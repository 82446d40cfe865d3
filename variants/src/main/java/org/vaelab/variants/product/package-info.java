// SPDX-License-Identifier: Apache-2.0

/**
 * A variational auto-encoder with several latent variables of different kinds side by side, as Dupont
 * (2018) has Normal and categorical ones: independent under posterior and prior, so that the
 * divergence is the sum of the divergences of its factors.
 */
@NullMarked
package org.vaelab.variants.product;

import org.jspecify.annotations.NullMarked;
