// SPDX-License-Identifier: Apache-2.0

/**
 * Layers, encoders and decoders.
 *
 * <p>A network maps rows to rows. A {@link org.vaelab.framework.network.Head} describes its output,
 * so a new distribution never needs a new network. Only {@link
 * org.vaelab.framework.network.NetworkSettings} depends on the architecture. Depends on tensors and
 * the shape of data; offers networks, never their layers.
 */
@NullMarked
package org.vaelab.framework.network;

import org.jspecify.annotations.NullMarked;
