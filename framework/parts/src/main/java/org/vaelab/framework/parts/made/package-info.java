// SPDX-License-Identifier: Apache-2.0

/**
 * The masked autoencoder MADE, which the prior and the likelihood of that name share: its masked
 * layers, its log-probability in one pass and its draws in one pass a position.
 */
@NullMarked
package org.vaelab.framework.parts.made;

import org.jspecify.annotations.NullMarked;
