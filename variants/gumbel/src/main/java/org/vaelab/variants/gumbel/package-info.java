// SPDX-License-Identifier: Apache-2.0

/**
 * The Gumbel-softmax, or Concrete, variational auto-encoder (Jang, Gu and Poole 2017; Maddison, Mnih
 * and Teh 2017): independent categorical variables under a uniform prior, relaxed in training by a
 * temperature, discrete in evaluation.
 */
@NullMarked
package org.vaelab.variants.gumbel;

import org.jspecify.annotations.NullMarked;
