// SPDX-License-Identifier: Apache-2.0

/**
 * Arrays of numbers as opaque values, and the operations on them.
 *
 * <p>Made of Java arrays, through {@link org.vaelab.framework.tensor.TensorRuntime}, and read as
 * Java arrays, only through the {@code read} methods of {@link org.vaelab.framework.tensor.Tensor},
 * so that a backend is free to fuse, cache or postpone everything else.
 *
 * <p>Nothing here knows a backend: it calls {@link
 * org.vaelab.framework.tensor.spi.TensorBackend}. Nothing here knows how gradients are
 * accumulated: it reports each operation with its pullback to a {@link
 * org.vaelab.framework.tensor.Recorder}, which {@link org.vaelab.framework.tensor.autodiff}
 * implements.
 */
@NullMarked
package org.vaelab.framework.tensor;

import org.jspecify.annotations.NullMarked;
