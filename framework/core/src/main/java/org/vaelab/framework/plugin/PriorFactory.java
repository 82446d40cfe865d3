// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.latent.ConditionalPrior;

/**
 * Makes priors of one kind: a {@link org.vaelab.framework.latent.Prior}, or one that is given what the
 * model is conditioned on.
 *
 * @param <S> their settings
 */
public interface PriorFactory<S extends Record>
        extends PartFactory<ConditionalPrior, S, PriorContext> {}
