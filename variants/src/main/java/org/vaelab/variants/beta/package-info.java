// SPDX-License-Identifier: Apache-2.0

/**
 * How much a latent value may say of its datum: a weight on the divergence, a capacity that grows, or
 * a constraint whose multiplier is found in training. Around any posterior.
 *
 * <p>Enters: the framework's extension points. Leaves: the variant {@code beta}, found by name.
 */
@NullMarked
package org.vaelab.variants.beta;

import org.jspecify.annotations.NullMarked;
