// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A bottleneck of four convolutions, 1x1, twice k x k, and 1x1, with an activation before each
 * (Child 2021, figure 3): {@code f(x)}, or {@code x + f(x)} if it is residual. k is 3, and 1 on
 * grids of at most two rows.
 */
record Block(List<ConvolutionLayer> layers, Activation activation, boolean residual)
        implements Network {

    /** What all blocks of a model have in common. */
    record Plan(int width, int inner, Activation activation) {

        /**
         * Makes a block of any widths.
         *
         * @param scale of the last weights
         */
        Block block(InitialWeights weights, int inputs, int outputs, Grid grid, double scale) {
            int extent = extent(grid);
            return new Block(
                    List.of(
                            layer(weights.fold(0), inputs, inner, 1, activation, 1),
                            layer(weights.fold(1), inner, inner, extent, activation, 1),
                            layer(weights.fold(2), inner, inner, extent, activation, 1),
                            layer(weights.fold(3), inner, outputs, 1, Activation.IDENTITY, scale)),
                    activation,
                    false);
        }

        /** Makes a block that is added to its input. */
        Block residual(InitialWeights weights, Grid grid, double scale) {
            return new Block(block(weights, width, width, grid, scale).layers(), activation, true);
        }
    }

    static int extent(Grid grid) {
        return grid.rows() > 2 ? 3 : 1;
    }

    /** Makes a layer whose biases start at 0, and whose weights are scaled. */
    static ConvolutionLayer layer(
            InitialWeights weights,
            int inputs,
            int outputs,
            int extent,
            Activation activation,
            double scale) {
        ConvolutionLayer layer =
                ConvolutionLayer.keeping(weights, inputs, outputs, extent, activation);
        layer.startAt(new double[outputs]);
        if (scale != 1) {
            Parameter weight = layer.parameters().get(0);
            weight.assign(weight.value().stopGradient().mul(scale));
        }
        return layer;
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = Fused.activate(activation, x);
        for (ConvolutionLayer layer : layers) {
            y = layer.apply(y);
        }
        return residual ? x.add(y) : y;
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }

    /** Returns the means of two by two pixels. An odd extent gets zeros at its end. */
    static Tensor halved(Tensor images) {
        Tensor even = even(even(images, 2), 3);
        Shape shape = even.shape();
        return even.reshape(
                        shape.extent(0),
                        shape.extent(1),
                        shape.extent(2) / 2,
                        2,
                        shape.extent(3) / 2,
                        2)
                .mean(3, 5);
    }

    private static Tensor even(Tensor images, int axis) {
        return images.shape().extent(axis) % 2 == 0 ? images : images.pad(axis, 0, 1);
    }

    /** Returns each pixel twice along rows and columns, cut to a grid. */
    static Tensor doubled(Tensor images, Grid to) {
        Shape shape = images.shape();
        int rows = shape.extent(2);
        int columns = shape.extent(3);
        return images.reshape(shape.extent(0), shape.extent(1), rows, 1, columns, 1)
                .broadcastTo(Shape.of(shape.extent(0), shape.extent(1), rows, 2, columns, 2))
                .reshape(shape.extent(0), shape.extent(1), 2 * rows, 2 * columns)
                .slice(2, 0, to.rows())
                .slice(3, 0, to.columns());
    }
}
