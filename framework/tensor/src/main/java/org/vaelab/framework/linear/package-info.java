// SPDX-License-Identifier: Apache-2.0

/**
 * Factorisations of symmetric matrices, in float64 on the JVM: what models in closed form need of
 * matrices that are small beside the data.
 *
 * <p>Arguments and results are arrays, not tensors. A NaN stays a NaN, so that a training run can
 * detect it.
 */
@NullMarked
package org.vaelab.framework.linear;

import org.jspecify.annotations.NullMarked;
