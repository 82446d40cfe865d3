// SPDX-License-Identifier: Apache-2.0

/**
 * Ways to find a posterior: by an encoder, or by parameters of each datum's own.
 *
 * <p>What belongs here: implementations of {@link org.vaelab.framework.model.Inference} that need
 * no family, with their factories. They ask a generative model for densities alone.
 */
@NullMarked
package org.vaelab.framework.parts.inference;

import org.jspecify.annotations.NullMarked;
