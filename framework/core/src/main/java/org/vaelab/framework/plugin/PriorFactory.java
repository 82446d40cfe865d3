// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.latent.Prior;

/**
 * Makes priors of one kind.
 *
 * @param <S> their settings
 */
public interface PriorFactory<S extends Record> extends PartFactory<Prior, S, PriorContext> {}
