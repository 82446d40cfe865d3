// SPDX-License-Identifier: Apache-2.0

/**
 * The tensor backend {@code torch}.
 *
 * <p>Holds an implementation of {@link org.vaelab.framework.tensor.spi.TensorBackend} on libtorch's
 * kernels and nothing else; it is opened by {@link
 * org.vaelab.framework.torch.TorchBackendProvider}. It takes and gives opaque buffers, shapes and
 * Java arrays. libtorch's own differentiation is off: gradients are composed in the layer above, as
 * for every backend.
 */
@NullMarked
package org.vaelab.framework.torch;

import org.jspecify.annotations.NullMarked;
