// SPDX-License-Identifier: Apache-2.0

/**
 * How much a latent value may say of its datum: a weight on the KL, a capacity that grows, or a
 * constraint whose multiplier is found in training. Around any posterior.
 *
 * <p>Offers the variant {@code beta}, found by its name. Depends on the core alone.
 */
@NullMarked
package org.vaelab.variants.beta;

import org.jspecify.annotations.NullMarked;
