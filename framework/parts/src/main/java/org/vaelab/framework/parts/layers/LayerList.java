// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The layers of a list in a config, one after another.
 *
 * @param entry the layer before which further numbers follow the row: the first that takes vectors, or the
 *     number of layers if none does
 * @param output the shape of a row of the last layer's output
 */
public record LayerList(List<Layer> layers, int entry, Shape output) {

    /** A problem of a layer, with the place of that layer. */
    private static final class PlacedException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        PlacedException(String message, RuntimeException cause) {
            super(message, cause);
        }
    }

    /**
     * Makes the layers of a list. Keys are folded by the number of the layer.
     *
     * @param written each a name, or a mapping of one name to its settings, or to that of its first key
     * @param input what reaches the first layer, and the place of the list
     * @param beside how many further numbers enter before the first layer that takes vectors
     * @throws IllegalArgumentException with the place of the layer that is unknown or does not fit
     */
    public static LayerList create(List<JsonNode> written, LayerInput input, int beside) {
        List<Layer> layers = new ArrayList<>();
        int entry = -1;
        Shape seen = input.seen();
        for (JsonNode each : written) {
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
                    "%s: %s does not take %s: %s"
                            .formatted(
                                    input.place(),
                                    PartType.nameOf(part),
                                    input.seen(),
                                    e.getMessage()),
                    e);
        }
    }

    private static LayerPart part(JsonNode written, Registry<LayerPart> known, String place) {
        try {
            return known.create(asPart(written, known), Map.of());
        } catch (IllegalArgumentException e) {
            throw new PlacedException(place + ": " + e.getMessage(), e);
        }
    }

    /** Returns a layer in the form of other parts: settings beside the name, which is the type. */
    private static JsonNode asPart(JsonNode written, Registry<LayerPart> known) {
        if (!written.isObject() || written.has("type")) {
            return written;
        }
        if (written.size() != 1) {
            throw new IllegalArgumentException(
                    "a layer is a name, or a mapping of one name to its settings, as {dense: 400},"
                            + " not "
                            + written);
        }
        Map.Entry<String, JsonNode> named = written.properties().iterator().next();
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (named.getValue() instanceof ObjectNode settings) {
            part.setAll(settings);
        } else if (!named.getValue().isNull()) {
            // An unknown name is rejected with the nearest one when the part is created.
            known.factor(named.getKey())
                    .ifPresent(type -> part.set(firstKey(type), named.getValue()));
        }
        return part.put("type", named.getKey());
    }

    private static String firstKey(PartType<LayerPart> type) {
        return type.keyNames().stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + type.name() + "' has no settings"));
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
