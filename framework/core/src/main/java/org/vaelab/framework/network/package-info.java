// SPDX-License-Identifier: Apache-2.0

/**
 * Layers, encoders and decoders.
 *
 * <p>A network maps rows to rows. What it must produce is told by a {@link
 * org.vaelab.framework.network.Head}, so that a new distribution never needs a new network. Which
 * architecture does it is known to {@link org.vaelab.framework.network.NetworkSettings} alone.
 * Depends on tensors and the shape of data; offers networks, never their layers.
 */
@NullMarked
package org.vaelab.framework.network;

import org.jspecify.annotations.NullMarked;
