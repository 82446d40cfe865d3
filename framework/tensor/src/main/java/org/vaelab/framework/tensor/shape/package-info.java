// SPDX-License-Identifier: Apache-2.0

/**
 * What tensors and backends both speak of: shapes, dtypes, precisions, activations and the geometry
 * of convolutions. Plain values; nothing here knows a tensor or a backend.
 */
@NullMarked
package org.vaelab.framework.tensor.shape;

import org.jspecify.annotations.NullMarked;
