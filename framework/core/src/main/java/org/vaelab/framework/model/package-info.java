// SPDX-License-Identifier: Apache-2.0

/**
 * A generative model p(x, z given c), an inference q(z given x, c), and the two together. Neither
 * of them knows the other's insides, how a bound is estimated, or how a model is trained.
 *
 * <p>What belongs here: latent variables and their values, models as chains of them, inference by
 * networks, what a model is conditioned on, and the divergences known in closed form.
 */
@NullMarked
package org.vaelab.framework.model;

import org.jspecify.annotations.NullMarked;
