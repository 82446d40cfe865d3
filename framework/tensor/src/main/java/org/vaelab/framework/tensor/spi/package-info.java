// SPDX-License-Identifier: Apache-2.0

/**
 * The interfaces of a tensor backend: storage, operations by kind and fused operations on opaque
 * {@link org.vaelab.framework.tensor.spi.Buffer}s. An {@link
 * org.vaelab.framework.tensor.spi.Operation} is one as a value, for backends that record.
 *
 * <p>Shapes and dtypes have been checked before a call arrives here; a backend does not check them
 * again. The package also holds the common code of backends on native memory: {@link
 * org.vaelab.framework.tensor.spi.NestedRegions}, {@link
 * org.vaelab.framework.tensor.spi.RegionMemory}, {@link org.vaelab.framework.tensor.spi.Strides}
 * and the process's BLAS. Backends do not compute gradients: the layer above composes them from the
 * same operations. A backend is found by {@link java.util.ServiceLoader} through its {@link
 * org.vaelab.framework.tensor.spi.BackendProvider}.
 */
@NullMarked
package org.vaelab.framework.tensor.spi;

import org.jspecify.annotations.NullMarked;
