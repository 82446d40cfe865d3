// SPDX-License-Identifier: Apache-2.0

/**
 * The layers that a config may list, with the formulas and initial weights of PyTorch.
 *
 * <p>Depends on networks and tensors. Offers one part for each layer.
 */
@NullMarked
package org.vaelab.framework.parts.layers;

import org.jspecify.annotations.NullMarked;
