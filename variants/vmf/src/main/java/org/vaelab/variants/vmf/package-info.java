// SPDX-License-Identifier: Apache-2.0

/**
 * The hyperspherical variational auto-encoder (Davidson et al. 2018): von Mises-Fisher and power spherical
 * posteriors, a uniform prior on the sphere or a mixture, divergences in closed form, and the special
 * functions that they need.
 */
@NullMarked
package org.vaelab.variants.vmf;

import org.jspecify.annotations.NullMarked;
