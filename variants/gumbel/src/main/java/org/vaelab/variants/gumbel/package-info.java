// SPDX-License-Identifier: Apache-2.0

/**
 * The Gumbel-softmax, or Concrete, variational auto-encoder (Jang, Gu and Poole 2017; Maddison,
 * Mnih and Teh 2017). It has independent categorical variables with a uniform prior. They are
 * relaxed in training, with a temperature, and discrete in evaluation.
 */
@NullMarked
package org.vaelab.variants.gumbel;

import org.jspecify.annotations.NullMarked;
