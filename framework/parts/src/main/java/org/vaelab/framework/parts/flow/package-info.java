// SPDX-License-Identifier: Apache-2.0

/**
 * Normalising flows on R^d: bijections with the determinant of their Jacobian, of which a prior and
 * posteriors behind any posterior on R^d are made.
 *
 * <p>What belongs here: bijections, their composition, and the posteriors {@code iaf} and {@code
 * real-nvp} with their factories. Stands on {@code parts.made} for the autoregressive networks.
 */
@NullMarked
package org.vaelab.framework.parts.flow;

import org.jspecify.annotations.NullMarked;
