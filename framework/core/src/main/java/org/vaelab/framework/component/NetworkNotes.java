// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.tensor.Shape;

/**
 * What the networks of a model became. All networks of a model share the notes, which they reach by their
 * {@link PartContext}.
 *
 * @param place of the networks in a config, such as {@code network} or {@code network.modalities.image}
 * @param all the layers of each network that is a list of layers, by its place, such as {@code
 *     network.encoder}
 */
public record NetworkNotes(String place, Map<String, List<Layer>> all) {

    /**
     * A layer of a list. The last one of each network is the affine map to the head, which no config names.
     *
     * @param written as in YAML
     * @param output the shape of a row after it
     * @param parameters how many numbers are learned
     */
    public record Layer(String written, Shape output, long parameters) {

        /** Creates a note. */
        public static Layer of(String written, Shape output, List<Parameter> parameters) {
            return new Layer(
                    written,
                    output,
                    parameters.stream()
                            .filter(each -> each.role() == Parameter.Role.LEARNED)
                            .mapToLong(each -> each.value().shape().size())
                            .sum());
        }
    }

    /** Creates the notes of a new model. */
    NetworkNotes() {
        this("network", new LinkedHashMap<>());
    }

    /** Returns these notes for the networks of a modality. */
    NetworkNotes ofModality(String name) {
        return new NetworkNotes(place + ".modalities." + name, all);
    }
}
