// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.pixelcnn;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

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
    private final List<Tensor> contexts = new ArrayList<>();

    /** The input rows of v by layer, with zeros on both sides, [N, C, 1, W + 2 reach]. */
    private final List<List<Tensor>> rows = new ArrayList<>();

    private final List<Tensor> drawn = new ArrayList<>();

    RasterDraw(
            GatedPixelCnn network,
            List<GatedLayer> layers,
            Tensor maps,
            MaskedAutoencoder.Choice choice) {
        this.network = network;
        this.layers = layers;
        this.choice = choice;
        this.grid = network.layout().grid();
        this.runtime = maps.runtime();
        this.images = maps.shape().extent(0);
        for (GatedLayer layer : layers) {
            contexts.add(layer.context(maps).stopGradient());
            rows.add(new ArrayList<>());
        }
    }

    /** Returns the images, [N, pixels]. */
    Tensor all() {
        for (int row = 0; row < grid.rows(); row++) {
            try (TensorScope scope = runtime.scope()) {
                List<Tensor> linked = linked(row, scope);
                Tensor x = pixels(row, linked);
                drawn.add(scope.detach(x.reshape(images, grid.columns())));
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
            linked.add(layer.linked(a).add(contexts.get(l).slice(2, row, row + 1)));
            if (l + 1 < layers.size()) {
                keep(l + 1, layer.gated(a), scope);
            }
        }
        return linked;
    }

    /** The last rows that go into a layer, zeros where there are none yet, [N, C, count, W + ..]. */
    private Tensor last(int layer, int count) {
        List<Tensor> known = rows.get(layer);
        int channels = layer == 0 ? 1 : network.layout().channels();
        Tensor none = zeros(channels, grid.columns() + 2 * layers.get(layer).reach());
        return window(known, count, none, 2);
    }

    /** Draws a row, [N, 1, 1, W]. */
    private Tensor pixels(int row, List<Tensor> linked) {
        List<List<Tensor>> inputs = new ArrayList<>();
        layers.forEach(layer -> inputs.add(new ArrayList<>()));
        for (int column = 0; column < grid.columns(); column++) {
            Tensor h = zeros(1, 1);
            for (int l = 0; l < layers.size(); l++) {
                GatedLayer layer = layers.get(l);
                int channels = l == 0 ? 1 : network.layout().channels();
                if (l > 0) {
                    inputs.get(l).add(h);
                }
                Tensor left =
                        layer.left(window(inputs.get(l), layer.extent(), zeros(channels, 1), 3));
                h = layer.next(h, left.add(linked.get(l).slice(3, column, column + 1)));
            }
            Tensor logits = network.logits(h).reshape(images, 1).stopGradient();
            Tensor value = choice.choose(row * grid.columns() + column, logits);
            inputs.get(0).add(value.reshape(images, 1, 1, 1));
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
