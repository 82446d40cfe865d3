// SPDX-License-Identifier: Apache-2.0

/**
 * What contracts must know of a latent space to test what lives on it: how to integrate over it,
 * what a defect of a sampler is there, and which of its points are extreme.
 *
 * <p>Draws enter, from what is to be integrated; points with weights leave. There are rules for the
 * spaces of the framework and for products; whoever has a space of their own gives it one in the
 * contract.
 */
@NullMarked
package org.vaelab.testkit.space;

import org.jspecify.annotations.NullMarked;
