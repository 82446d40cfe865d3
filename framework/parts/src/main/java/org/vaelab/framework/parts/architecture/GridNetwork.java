// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.network.Sequential;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Convolutions from numbers on one grid to a head on another. They are strided if the second grid
 * is the first one halved, once or more often, and transposed if the first is the second halved.
 * Then come 3x3 convolutions on the grid of the head, and a 1x1 convolution. No layer is dense.
 *
 * <p>Extents are halved and rounded up. The hidden layers have the channels of {@code
 * latentHidden}, all strided layers together those of the first. The key is folded by the number of
 * the layer.
 */
final class GridNetwork implements RowNetwork {

    private static final int KEEPING_KERNEL = 3;

    private final Grid from;
    private final int inputs;
    private final Sequential layers;
    private final HeadChannels outputs;
    private final int held;

    /**
     * Makes the network with drawn weights.
     *
     * @param kernel rows and columns of the strided kernels
     */
    GridNetwork(InitialWeights weights, LatentInput input, Head head, int kernel) {
        List<Integer> channels = input.hidden();
        Activation activation = input.activation();
        Grid to = head.grid().orElseThrow();
        this.from = input.grid().orElseThrow();
        this.inputs = input.width();
        List<Grid> path = path(from, to);
        this.outputs = new HeadChannels(head, 1, to);
        List<Network> all = new ArrayList<>();
        int before = from.share(inputs);
        int most = 0;
        if (channels.isEmpty()) {
            throw new IllegalArgumentException(
                    "network.latentHidden: convolutions between latent variables on grids have at"
                            + " least one hidden layer");
        }
        int first = channels.get(0);
        for (int i = 1; i < path.size(); i++) {
            boolean halves = path.get(i).positions() < path.get(i - 1).positions();
            InitialWeights own = weights.fold(all.size());
            all.add(
                    halves
                            ? ConvolutionLayer.halving(own, before, first, kernel, activation)
                            : ConvolutionLayer.doubling(
                                    own, before, first, kernel, path.get(i), activation));
            before = first;
            most += first * path.get(i).positions();
        }
        for (int next : channels.subList(path.size() > 1 ? 1 : 0, channels.size())) {
            all.add(
                    ConvolutionLayer.keeping(
                            weights.fold(all.size()), before, next, KEEPING_KERNEL, activation));
            before = next;
            most += next * to.positions();
        }
        all.add(
                ConvolutionLayer.keeping(
                        weights.fold(all.size()), before, outputs.count(), 1, Activation.IDENTITY));
        this.layers = new Sequential(all);
        this.held = most;
    }

    /** The grids from one to another, both among them. */
    private static List<Grid> path(Grid from, Grid to) {
        boolean halves = from.positions() >= to.positions();
        List<Grid> path = new ArrayList<>(List.of(halves ? from : to));
        Grid end = halves ? to : from;
        while (!path.get(path.size() - 1).equals(end)) {
            Grid last = path.get(path.size() - 1);
            if (last.positions() <= end.positions() || last.positions() == 1) {
                throw new IllegalArgumentException(
                        ("there are latent variables on grids of %s and %s, and"
                                        + " convolutions of stride 2 lead from %s to %s")
                                .formatted(from, to, path.get(0), halvings(path.get(0))));
            }
            path.add(last.halved());
        }
        if (!halves) {
            Collections.reverse(path);
        }
        return path;
    }

    private static String halvings(Grid grid) {
        List<String> all = new ArrayList<>();
        for (Grid g = grid; g.positions() > 1; ) {
            g = g.halved();
            all.add(g.toString());
        }
        return all.isEmpty() ? "no other" : String.join(", ", all);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public Tensor ofRows(Tensor rows) {
        return outputs.rows(layers.apply(from.images(rows)));
    }

    @Override
    public int heldPerRow() {
        return held;
    }

    @Override
    public List<Parameter> parameters() {
        return layers.parameters();
    }
}
