// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.tensor.Tensor;

/**
 * Examples, as tensors, of which a bound is estimated.
 *
 * @param x the data, [B, D]
 */
public record Batch(Tensor x) {}
