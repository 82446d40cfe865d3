// SPDX-License-Identifier: Apache-2.0

/**
 * The tensor backend {@code torch}.
 *
 * <p>The room holds an implementation of {@link org.vaelab.framework.tensor.spi.TensorBackend} on
 * libtorch's kernels and nothing else; its only door is {@link
 * org.vaelab.framework.torch.TorchBackendProvider}. What enters: opaque buffers, shapes and Java
 * arrays. What leaves: the same. No class outside names a type of this room. libtorch's own
 * differentiation is off in here: gradients are composed in the layer above, as for every backend.
 */
@NullMarked
package org.vaelab.framework.torch;

import org.jspecify.annotations.NullMarked;
