// SPDX-License-Identifier: Apache-2.0

/**
 * A latent-variable model: two networks and three distributions, and the divergence between two of
 * them. It knows neither how its bound is estimated nor how it is trained.
 */
@NullMarked
package org.vaelab.framework.model;

import org.jspecify.annotations.NullMarked;
