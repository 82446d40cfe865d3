// SPDX-License-Identifier: Apache-2.0

/**
 * The tensor backend {@code nd4j}.
 *
 * <p>The room holds an implementation of {@link org.vaelab.framework.tensor.spi.TensorBackend} and
 * nothing else; its only door is {@link org.vaelab.framework.nd4j.Nd4jBackendProvider}. What enters:
 * opaque buffers, shapes and Java arrays. What leaves: the same. No class outside names a type of
 * this room, and this room knows neither tensors with gradients nor models.
 */
@NullMarked
package org.vaelab.framework.nd4j;

import org.jspecify.annotations.NullMarked;
