// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Draws images of a PixelCNN. A row of the vertical stack is computed once, when all rows above it
 * are known. A pixel of the horizontal stack is computed from those to its left.
 */
final class RasterDraw {

    private final GatedPixelCnn network;
    private final List<GatedLayer> layers;
    private final MaskedAutoencoder.Choice choice;
    private final Grid grid;
    private final TensorRuntime runtime;
    private final int images;
    private final List<Optional<Tensor>> contexts = new ArrayList<>();

    /** The input rows of v by layer, with zeros on both sides, [N, C, 1, W + 2 reach]. */
    private final List<List<Tensor>> rows = new ArrayList<>();

    private final List<Tensor> drawn = new ArrayList<>();

    RasterDraw(
            GatedPixelCnn network,
            List<GatedLayer> layers,
            int images,
            Optional<Tensor> maps,
            MaskedAutoencoder.Choice choice) {
        this.network = network;
        this.layers = layers;
        this.choice = choice;
        this.grid = network.layout().grid();
        this.runtime = network.runtime();
        this.images = images;
        for (GatedLayer layer : layers) {
            contexts.add(layer.context(maps).map(Tensor::stopGradient));
            rows.add(new ArrayList<>());
        }
    }

    /** Returns the images, [N, pixels inputs]. */
    Tensor all() {
        for (int row = 0; row < grid.rows(); row++) {
            try (TensorScope scope = runtime.scope()) {
                List<Tensor> linked = linked(row, scope);
                Tensor x = pixels(row, linked);
                drawn.add(scope.detach(x.permute(0, 2, 3, 1).reshape(images, -1)));
                // The first layer sees a row only from the next one on.
                keep(0, x, scope);
            }
        }
        return Tensor.concatenate(drawn, -1);
    }

    private void keep(int layer, Tensor v, TensorScope scope) {
        int reach = layers.get(layer).reach();
        rows.get(layer).add(scope.detach(v.pad(3, reach, reach)));
    }

    /** Advances the vertical stack to a row; returns its input to each horizontal layer. */
    private List<Tensor> linked(int row, TensorScope scope) {
        List<Tensor> linked = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            GatedLayer layer = layers.get(l);
            Tensor a = layer.above(last(l, layer.extent()));
            Tensor own = layer.linked(a);
            linked.add(contexts.get(l).map(all -> own.add(all.slice(2, row, row + 1))).orElse(own));
            if (l + 1 < layers.size()) {
                keep(l + 1, layer.gated(a), scope);
            }
        }
        return linked;
    }

    /**
     * The last rows that go into a layer, zeros where there are none yet, [N, C, count, W + ..].
     */
    private Tensor last(int layer, int count) {
        List<Tensor> known = rows.get(layer);
        Tensor none = zeros(inputs(layer), grid.columns() + 2 * layers.get(layer).reach());
        return window(known, count, none, 2);
    }

    private int inputs(int layer) {
        return layer == 0 ? network.layout().inputs() : network.layout().channels();
    }

    /** Draws a row, [N, inputs, 1, W]. */
    private Tensor pixels(int row, List<Tensor> linked) {
        List<List<Tensor>> inputs = new ArrayList<>();
        layers.forEach(layer -> inputs.add(new ArrayList<>()));
        for (int column = 0; column < grid.columns(); column++) {
            Tensor h = zeros(inputs(0), 1);
            for (int l = 0; l < layers.size(); l++) {
                GatedLayer layer = layers.get(l);
                if (l > 0) {
                    inputs.get(l).add(h);
                }
                Tensor left =
                        layer.left(window(inputs.get(l), layer.extent(), zeros(inputs(l), 1), 3));
                h = layer.next(h, left.add(linked.get(l).slice(3, column, column + 1)));
            }
            Tensor logits = network.logits(h).reshape(images, -1).stopGradient();
            Tensor value = choice.choose(row * grid.columns() + column, logits);
            inputs.get(0).add(value.reshape(images, -1, 1, 1));
        }
        return Tensor.concatenate(inputs.get(0), 3);
    }

    private Tensor zeros(int channels, int columns) {
        return runtime.zeros(Shape.of(images, channels, 1, columns));
    }

    /** The last pieces of those known, as many as are wanted, behind zeros where they are fewer. */
    private static Tensor window(List<Tensor> known, int count, Tensor none, int axis) {
        List<Tensor> pieces = new ArrayList<>();
        for (int at = known.size() - count; at < known.size(); at++) {
            pieces.add(at < 0 ? none : known.get(at));
        }
        return Tensor.concatenate(pieces, axis);
    }
}
