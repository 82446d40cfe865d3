// SPDX-License-Identifier: Apache-2.0

/**
 * Likelihoods p(x given z): the extension point, and what one offers for a batch.
 *
 * <p>A likelihood is a density of the data as they are: it says for which {@link
 * org.vaelab.framework.data.ValueDomain}s it has one, and the framework refuses all others.
 * Training and evaluation use the same object with the same constants.
 */
@NullMarked
package org.vaelab.framework.likelihood;

import org.jspecify.annotations.NullMarked;
