// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.NetworkLayer;

/**
 * What the networks of a model became. All networks of a model share the notes, which they reach by their
 * {@link PartContext}.
 *
 * @param place of the networks in a config, such as {@code network} or {@code network.modalities.image}
 * @param layers of each network that is a list of layers, by its place, such as {@code network.encoder}; the
 *     last one is the affine map to the head, which no config names
 */
public record NetworkNotes(String place, Map<String, List<NetworkLayer>> layers) {

    /** Creates the notes of a new model. */
    NetworkNotes() {
        this("network", new LinkedHashMap<>());
    }

    /** Returns these notes for the networks of a modality. */
    NetworkNotes ofModality(String name) {
        return new NetworkNotes(place + ".modalities." + name, layers);
    }
}
