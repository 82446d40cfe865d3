// SPDX-License-Identifier: Apache-2.0

/**
 * Factorisations of symmetric matrices, in float64 on the JVM: what models in closed form need of
 * matrices that are small beside the data.
 *
 * <p>From arrays to arrays: knows no tensors. A NaN stays a NaN, so that whoever watches a training
 * run sees it.
 */
@NullMarked
package org.vaelab.framework.linear;

import org.jspecify.annotations.NullMarked;
