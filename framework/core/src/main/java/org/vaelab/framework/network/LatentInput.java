// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * What a network between two latent variables sees, and its layers: [..., width].
 *
 * @param context the runtime and the key of the weights
 * @param width how many numbers it sees
 * @param grid on which they lie, if on one
 * @param hidden widths of its hidden layers, or channels of convolutions between grids
 * @param activation of its hidden layers
 */
public record LatentInput(
        PartContext context,
        int width,
        Optional<Grid> grid,
        List<Integer> hidden,
        Activation activation) {}
