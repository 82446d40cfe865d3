// SPDX-License-Identifier: Apache-2.0

/** Latent variables that are counts, or zero with some probability. */
@NullMarked
package org.vaelab.variants.sparse;

import org.jspecify.annotations.NullMarked;
