// SPDX-License-Identifier: Apache-2.0

/**
 * Markov chains of latent values, many side by side: transitions that leave a density as it is, and
 * annealed importance sampling, which estimates by them what a density integrates to.
 *
 * <p>Works with densities p(x, z given c) of any generative model whose latent spaces say how
 * points move in them ({@link org.vaelab.framework.latent.LatentSpace#geodesics}). Knows no
 * inference and no evaluation. Depends on {@code model}, {@code latent}, and tensors with their
 * gradients.
 */
@NullMarked
package org.vaelab.framework.mcmc;

import org.jspecify.annotations.NullMarked;
