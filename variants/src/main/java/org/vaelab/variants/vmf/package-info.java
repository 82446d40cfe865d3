// SPDX-License-Identifier: Apache-2.0

/**
 * The hyperspherical variational auto-encoder (Davidson et al. 2018): a von Mises-Fisher posterior, a
 * uniform prior on the sphere, their divergence in closed form.
 */
@NullMarked
package org.vaelab.variants.vmf;

import org.jspecify.annotations.NullMarked;
