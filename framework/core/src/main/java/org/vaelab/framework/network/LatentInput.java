// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.tensor.Activation;

/**
 * What a network between two latent variables sees, and its layers: [..., width].
 *
 * @param context the runtime and the key of the weights
 * @param width how many numbers it sees
 * @param grid on which they lie, if on one
 * @param hidden widths of its hidden layers, or channels of convolutions between grids; empty: the default
 * @param activation of its hidden layers
 */
public record LatentInput(
        PartContext context,
        int width,
        Optional<Grid> grid,
        Optional<List<Integer>> hidden,
        Activation activation) {

    private static final List<Integer> WIDTHS = List.of(200, 200);
    private static final List<Integer> CHANNELS = List.of(64, 64);

    /** Makes a perceptron, whose hidden layers may be gated. */
    public Network perceptron(Initializer initializer, boolean gated, Head head) {
        return new Mlp(
                weights(initializer),
                width,
                hidden.orElse(isToGrid(head) ? CHANNELS : WIDTHS),
                head.width(),
                activation,
                Activation.IDENTITY,
                gated);
    }

    /**
     * Makes convolutions where both variables lie on grids, and a perceptron otherwise.
     *
     * @throws IllegalArgumentException if no convolutions of stride 2 lead from one grid to the other
     */
    public Network convolutions(Initializer initializer, int kernel, Head head) {
        return isToGrid(head)
                ? new GridNetwork(
                        weights(initializer),
                        width,
                        grid.orElseThrow(),
                        head,
                        hidden.orElse(CHANNELS),
                        kernel,
                        activation)
                : perceptron(initializer, false, head);
    }

    private boolean isToGrid(Head head) {
        return grid.isPresent() && head.grid().isPresent();
    }

    private InitialWeights weights(Initializer initializer) {
        return new InitialWeights(context.runtime(), context.key(), initializer);
    }
}
