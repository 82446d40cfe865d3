// SPDX-License-Identifier: Apache-2.0

/**
 * The Gaussian variational auto-encoder (Kingma and Welling 2014): a diagonal Normal posterior, a
 * standard Normal prior, their divergence in closed form.
 */
@NullMarked
package org.vaelab.variants.gaussian;

import org.jspecify.annotations.NullMarked;
