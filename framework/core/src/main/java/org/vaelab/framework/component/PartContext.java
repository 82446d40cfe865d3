// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ModalitySummary;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What every part can read about its model. The contexts of priors, inferences and estimators add
 * to it.
 *
 * @param data a summary of the training data
 * @param parts all parts, for a part that is made of others
 * @param mode whether the networks of the model are in a training step
 * @param place of the networks in a config, such as {@code network} or {@code
 *     network.modalities.image}
 * @param layers what became of each network that is a list of layers, by its place, such as {@code
 *     network.encoder}; the last one is the affine map to the head, which no config names. All
 *     networks of a model share them
 */
public record PartContext(
        TensorRuntime runtime,
        RandomKey key,
        DataSummary data,
        Parts parts,
        TrainingMode mode,
        String place,
        Map<String, List<NetworkLayer>> layers) {

    /** Creates the context of a new model. */
    public PartContext(TensorRuntime runtime, RandomKey key, DataSummary data, Parts parts) {
        this(runtime, key, data, parts, new TrainingMode(), "network", new LinkedHashMap<>());
    }

    public DataShape shape() {
        return data.shape();
    }

    /**
     * Returns this context for a part that sees one modality of the data, with a key of its own.
     */
    public PartContext ofModality(Modality modality) {
        return new PartContext(
                runtime,
                key.split(modality.name()),
                new ModalitySummary(data, modality),
                parts,
                mode,
                place + ".modalities." + modality.name(),
                layers);
    }

    /** Returns this context for the part of a number among several, with a key of its own. */
    public PartContext fold(int number) {
        return with(key.fold(number));
    }

    /** Returns this context for a part of a name, with a key of its own. */
    public PartContext forPart(String name) {
        return with(key.split(name));
    }

    /** Returns this context of other data. */
    public PartContext with(DataSummary other) {
        return new PartContext(runtime, key, other, parts, mode, place, layers);
    }

    private PartContext with(RandomKey other) {
        return new PartContext(runtime, other, data, parts, mode, place, layers);
    }
}
