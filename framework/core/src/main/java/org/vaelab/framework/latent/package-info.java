// SPDX-License-Identifier: Apache-2.0

/**
 * Where latent variables lie, and what they are before any datum is seen: spaces, distributions on
 * them, the extension point of priors, and one reference prior for each space.
 *
 * <p>What belongs here: a space with its measure, its reference prior and its layout for a network;
 * interfaces by which families find divergences ({@link
 * org.vaelab.framework.latent.IndependentNormal}, {@link
 * org.vaelab.framework.latent.CategoricalLogits}). Families of posteriors live in modules of their
 * own.
 */
@NullMarked
package org.vaelab.framework.latent;

import org.jspecify.annotations.NullMarked;
