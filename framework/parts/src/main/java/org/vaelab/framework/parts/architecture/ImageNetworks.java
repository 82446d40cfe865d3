// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.Sequential;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Makes encoders that halve an image to its last grid, layer by layer, and decoders that double
 * that grid to the image again. Between the last grid and the latent variables lie dense layers,
 * unless these are on that grid themselves: then all is convolution.
 *
 * <p>Keys are split by {@code dense} and {@code image}, and folded by the number of the layer.
 */
final class ImageNetworks {

    private static final int RESIDUAL_KERNEL = 3;

    private final InitialWeights weights;
    private final ImageArchitecture settings;
    private final DataShape data;
    private final List<Integer> channels;
    private final List<Grid> grids;

    /**
     * Prepares to make networks.
     *
     * @param channels of the strided convolutions, from the image to the last grid
     */
    ImageNetworks(
            InitialWeights weights,
            ImageArchitecture settings,
            List<Integer> channels,
            DataShape data) {
        if (data.isFlat()) {
            throw new IllegalArgumentException(
                    ("architecture '%s' needs images, but the data are plain vectors"
                                    + " of %s values\nuse network.encoder: mlp, or data that have the"
                                    + " shape of images")
                            .formatted(PartType.nameOf(settings), data));
        }
        this.weights = weights;
        this.settings = settings;
        this.data = data;
        this.channels = channels;
        this.grids = grids(data, channels.size());
    }

    private static List<Grid> grids(DataShape data, int halvings) {
        List<Grid> grids = new ArrayList<>();
        grids.add(new Grid(data.height(), data.width()));
        for (int i = 0; i < halvings; i++) {
            if (grids.get(i).positions() == 1) {
                throw new IllegalArgumentException(
                        ("network.channels has %s layers, and each halves the image; %s"
                                        + " images can be halved %s%s\nname at most %s numbers in"
                                        + " network.channels")
                                .formatted(halvings, data, i, i == 1 ? " time" : " times", i));
            }
            grids.add(grids.get(i).halved());
        }
        return grids;
    }

    private Grid lastGrid() {
        return grids.get(channels.size());
    }

    private int lastChannels() {
        return channels.get(channels.size() - 1);
    }

    /**
     * Returns an encoder whose output is that of a head.
     *
     * @param beside how many further numbers it sees beside the data: the dense layers do
     */
    Network encoder(int beside, Head head) {
        List<Network> layers = new ArrayList<>();
        int before = data.channels();
        for (int next : channels) {
            layers.add(
                    ConvolutionLayer.halving(
                            ofLayer(layers),
                            before,
                            next,
                            settings.kernel(),
                            settings.activation()));
            before = next;
        }
        if (settings instanceof ImageArchitecture.Residual residual) {
            layers.add(keeping(layers, before, before, RESIDUAL_KERNEL, Activation.IDENTITY));
            layers.add(residualStack(layers, residual));
        }
        if (head.grid().isPresent()) {
            requireLast(head.grid().get());
            requireNothing(beside);
            HeadChannels outputs = new HeadChannels(head, 1, lastGrid());
            layers.add(keeping(layers, before, outputs.count(), 1, Activation.IDENTITY));
            return new ImageEncoder(
                    data, 0, new Sequential(layers), Optional.empty(), Optional.of(outputs));
        }
        int inputs = lastChannels() * lastGrid().positions() + beside;
        Mlp dense = dense(inputs, settings.hidden(), head.width(), Activation.IDENTITY);
        return new ImageEncoder(
                data, beside, new Sequential(layers), Optional.of(dense), Optional.empty());
    }

    /**
     * Returns a decoder whose output is that of a head.
     *
     * @param grid on which the input lies, if on one
     * @param beside how many further numbers it sees beside its inputs
     */
    Decoder decoder(int inputs, Optional<Grid> grid, int beside, Head head) {
        if (grid.isPresent()) {
            requireLast(grid.get());
            requireNothing(beside);
        }
        List<Network> layers = new ArrayList<>();
        if (settings instanceof ImageArchitecture.Residual residual) {
            int from = grid.isPresent() ? lastGrid().share(inputs) : lastChannels();
            layers.add(keeping(layers, from, lastChannels(), RESIDUAL_KERNEL, Activation.IDENTITY));
            layers.add(residualStack(layers, residual));
        } else if (grid.isPresent()) {
            int from = lastGrid().share(inputs);
            layers.add(keeping(layers, from, lastChannels(), 1, settings.activation()));
        }
        for (int i = channels.size() - 1; i > 0; i--) {
            layers.add(doubling(layers, i, channels.get(i - 1), settings.activation()));
        }
        HeadChannels outputs = new HeadChannels(head, data.channels(), grids.get(0));
        return new ImageDecoder(
                data,
                inputs + beside,
                grid.isPresent() ? Optional.empty() : Optional.of(toLastGrid(inputs + beside)),
                lastGrid(),
                new Sequential(layers),
                doubling(layers, 0, outputs.count(), Activation.IDENTITY),
                outputs,
                held(outputs.count()));
    }

    /** The hidden layers of the decoder, and one more to the last grid. */
    private Mlp toLastGrid(int inputs) {
        int outputs = lastChannels() * lastGrid().positions();
        return dense(inputs, settings.hidden(), outputs, settings.activation());
    }

    private Mlp dense(int inputs, List<Integer> hidden, int outputs, Activation last) {
        return new Mlp(
                weights.split("dense"),
                inputs,
                hidden,
                outputs,
                settings.activation(),
                last,
                false);
    }

    /** The counterpart of the encoder's layer of that number. */
    private ConvolutionLayer doubling(
            List<Network> before, int layer, int outputs, Activation activation) {
        return ConvolutionLayer.doubling(
                ofLayer(before),
                channels.get(layer),
                outputs,
                settings.kernel(),
                grids.get(layer),
                activation);
    }

    private ConvolutionLayer keeping(
            List<Network> before, int inputs, int outputs, int extent, Activation activation) {
        return ConvolutionLayer.keeping(ofLayer(before), inputs, outputs, extent, activation);
    }

    private ResidualStack residualStack(List<Network> before, ImageArchitecture.Residual residual) {
        return new ResidualStack(
                ofLayer(before),
                residual.blocks(),
                lastChannels(),
                residual.residualWidth(),
                residual.activation());
    }

    private InitialWeights ofLayer(List<Network> before) {
        return weights.split("image").fold(before.size());
    }

    /** The numbers that the decoder's layers hold for one row, up to some small ones. */
    private int held(int outputs) {
        long sum = (long) outputs * grids.get(0).positions();
        for (int i = 0; i < channels.size(); i++) {
            sum += (long) channels.get(i) * grids.get(i).positions();
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** Without dense layers there is no place for what is not on the grid. */
    private static void requireNothing(int beside) {
        if (beside > 0) {
            throw new IllegalArgumentException(
                    "latent variables on a grid leave no dense layer that could be given a"
                            + " condition; use positions instead of a grid, or encoder: mlp");
        }
    }

    private void requireLast(Grid grid) {
        if (!grid.equals(lastGrid())) {
            throw new IllegalArgumentException(
                    ("the latent variables are on a grid of %s, but the %s strided"
                                    + " layers of network.channels reduce %s images to %s\npossible grids"
                                    + " are %s")
                            .formatted(grid, channels.size(), data, lastGrid(), possibleGrids()));
        }
    }

    private String possibleGrids() {
        StringBuilder text = new StringBuilder();
        Grid grid = grids.get(0);
        for (int layers = 1; grid.positions() > 1; layers++) {
            grid = grid.halved();
            text.append(layers == 1 ? "" : ", ").append(grid).append(" with ").append(layers);
            text.append(layers == 1 ? " layer" : "");
        }
        return text.toString();
    }
}
