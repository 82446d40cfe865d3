// SPDX-License-Identifier: Apache-2.0

/**
 * The tensor backend {@code nd4j}.
 *
 * <p>Holds an implementation of {@link org.vaelab.framework.tensor.spi.TensorBackend} and
 * nothing else; it is opened by {@link org.vaelab.framework.nd4j.Nd4jBackendProvider}. It takes
 * and gives opaque buffers, shapes and Java arrays. It knows neither
 * tensors with gradients nor models.
 */
@NullMarked
package org.vaelab.framework.nd4j;

import org.jspecify.annotations.NullMarked;
