// SPDX-License-Identifier: Apache-2.0

/**
 * The hyperspherical variational auto-encoder (Davidson et al. 2018). It offers von Mises-Fisher
 * and power spherical posteriors, a mixture prior on the sphere, divergences in closed form, and
 * the special functions they need.
 */
@NullMarked
package org.vaelab.variants.vmf;

import org.jspecify.annotations.NullMarked;
