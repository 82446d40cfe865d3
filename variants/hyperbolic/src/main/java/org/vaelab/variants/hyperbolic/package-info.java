// SPDX-License-Identifier: Apache-2.0

/** Latent variables in hyperbolic space. */
@NullMarked
package org.vaelab.variants.hyperbolic;

import org.jspecify.annotations.NullMarked;
