// SPDX-License-Identifier: Apache-2.0

/**
 * Layers, encoders and decoders.
 *
 * <p>A network maps rows to rows. A {@link org.vaelab.framework.network.Head} describes its output,
 * so a new distribution never needs a new network. An {@link
 * org.vaelab.framework.network.Architecture} makes encoders and decoders, of layers such as those
 * here. Depends on tensors and a summary of the data.
 */
@NullMarked
package org.vaelab.framework.network;

import org.jspecify.annotations.NullMarked;
