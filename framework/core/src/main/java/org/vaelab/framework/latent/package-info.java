// SPDX-License-Identifier: Apache-2.0

/**
 * The spaces in which latent variables lie: the shape of one value, the measure that densities refer
 * to, and the way from a value to the input of a decoder.
 *
 * <p>A space knows no distribution; posteriors and priors name the space they live on.
 */
@NullMarked
package org.vaelab.framework.latent;

import org.jspecify.annotations.NullMarked;
