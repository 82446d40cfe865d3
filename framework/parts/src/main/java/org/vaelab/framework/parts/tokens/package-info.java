// SPDX-License-Identifier: Apache-2.0

/**
 * Networks that predict each token of a text from those before it and from a context: the
 * autoregressive decoders of {@link org.vaelab.framework.parts.likelihood.Tokens}. Depends on the
 * networks of the framework's core.
 */
@NullMarked
package org.vaelab.framework.parts.tokens;

import org.jspecify.annotations.NullMarked;
