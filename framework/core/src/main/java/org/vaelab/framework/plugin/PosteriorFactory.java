// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * Makes families of posteriors of one kind.
 *
 * @param <S> their settings
 */
public interface PosteriorFactory<S extends Record> extends PartFactory<PosteriorFamily, S> {}
