// SPDX-License-Identifier: Apache-2.0

/**
 * Mixtures of Bernoullis and of Normals, fitted by expectation and maximisation or by mean-field
 * variational Bayes (Bishop 2006, sections 9.3, 10.2). The latent variable is one category, and its
 * posterior is known.
 */
@NullMarked
package org.vaelab.variants.mixture;

import org.jspecify.annotations.NullMarked;
