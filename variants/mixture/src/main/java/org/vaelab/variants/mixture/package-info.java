// SPDX-License-Identifier: Apache-2.0

/**
 * Mixtures of Bernoullis and of Normals, by expectation and maximisation and by mean-field variational
 * Bayes (Bishop 2006, sections 9.3, 10.2): a latent variable of one category, whose posterior is known.
 */
@NullMarked
package org.vaelab.variants.mixture;

import org.jspecify.annotations.NullMarked;
