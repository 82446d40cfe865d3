// SPDX-License-Identifier: Apache-2.0

/** Latent variables in the unit cube and on the simplex. */
@NullMarked
package org.vaelab.variants.simplex;

import org.jspecify.annotations.NullMarked;
