// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.likelihood.Likelihood;

/**
 * Makes likelihoods of one kind.
 *
 * @param <S> their settings
 */
public interface LikelihoodFactory<S extends Record>
        extends PartFactory<Likelihood, S, PartContext> {}
