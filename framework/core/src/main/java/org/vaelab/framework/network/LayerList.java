// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The layers of a list in a config, one after another.
 *
 * @param entry the layer before which further numbers follow the row: the first that takes vectors,
 *     or the number of layers if none does
 * @param output the shape of a row of the last layer's output
 */
@Internal
public record LayerList(List<Layer> layers, int entry, Shape output) {

    /** A problem of a layer, with the place of that layer. */
    public static final class PlacedException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String place;
        private final String problem;

        PlacedException(String place, String problem, RuntimeException cause) {
            super(place + ": " + problem, cause);
            this.place = place;
            this.problem = problem;
        }

        /** Returns the place of the layer, such as {@code network.encoder[2]}. */
        public String place() {
            return place;
        }

        /** Returns the message without the place. */
        public String problem() {
            return problem;
        }
    }

    /**
     * Makes the layers of a list. Keys are folded by the number of the layer.
     *
     * @param input what reaches the first layer, and the place of the list
     * @param beside how many further numbers enter before the first layer that takes vectors
     * @throws IllegalArgumentException with the place of the layer that is unknown or does not fit
     */
    public static LayerList create(List<WrittenLayer> written, LayerInput input, int beside) {
        List<Layer> layers = new ArrayList<>();
        int entry = -1;
        Shape seen = input.seen();
        for (WrittenLayer each : written) {
            int number = layers.size();
            String place = "%s[%s]".formatted(input.place(), number);
            LayerPart part = part(each, input.context().parts().of(LayerPart.class), place);
            if (entry < 0 && part.takesVectors()) {
                entry = number;
                seen = beside == 0 ? seen : Shape.of(Math.addExact(seen.size(), beside));
            }
            Layer layer = made(part, new LayerInput(input.context().fold(number), seen, place));
            layers.add(layer);
            seen = layer.output();
        }
        return new LayerList(layers, entry < 0 ? layers.size() : entry, seen);
    }

    private static Layer made(LayerPart part, LayerInput input) {
        try {
            return part.create(input);
        } catch (PlacedException inside) {
            throw inside;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new PlacedException(
                    input.place(),
                    "%s does not take %s: %s"
                            .formatted(PartType.nameOf(part), input.seen(), e.getMessage()),
                    e);
        }
    }

    private static LayerPart part(WrittenLayer written, Registry<LayerPart> known, String place) {
        try {
            return written.part(known);
        } catch (IllegalArgumentException e) {
            throw new PlacedException(place, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns these layers as one. */
    public Layer joined() {
        return new Layer(
                output,
                Component.numbered(layers),
                (x, pass) -> applied(x, 0, layers.size(), pass));
    }

    /** Applies the layers [from, to). */
    public Tensor applied(Tensor x, int from, int to, Optional<TrainingMode.Pass> pass) {
        Tensor y = x;
        for (Layer layer : layers.subList(from, to)) {
            y = layer.function().of(y, pass);
        }
        return y;
    }
}
