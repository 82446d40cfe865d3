// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.settings.OtherNames;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/** Checks the layers of lists, each at its place. Whether they fit the shapes is known with the data. */
record LayersReader(Binder binder, Registry<LayerPart> known) {

    /** Keys of other libraries that no layer has here. */
    private static final Set<String> INPUTS =
            Set.of(
                    "inFeatures",
                    "inChannels",
                    "inputDim",
                    "inputShape",
                    "numFeatures",
                    "numChannels");

    /**
     * Checks a list.
     *
     * @throws SpecException with the problems of all layers
     */
    void check(Sequence list) {
        Problems problems = new Problems();
        for (ConfigNode layer : list.items()) {
            problems.collect(
                    () -> {
                        layer(layer);
                        return layer;
                    });
        }
        problems.throwIfAny();
    }

    private void layer(ConfigNode written) {
        if (written instanceof Mapping named && named.members().size() == 1) {
            named.members().forEach((name, settings) -> layer(name, settings));
        } else if (written instanceof Mapping) {
            throw SpecException.at(
                    written.place(),
                    "a layer is a name, or a mapping of one name to its settings, not "
                            + written.written(),
                    "for example {convolution: {channels: 32, stride: 2}}");
        } else {
            PartType<LayerPart> type = PartReader.find(known, written);
            binder.bind(Mapping.empty(written.place()), type.type());
        }
    }

    private void layer(String name, Member member) {
        Place place = member.key();
        PartType<LayerPart> type =
                PartReader.find(known, new Scalar(place, TextNode.valueOf(name), name));
        Mapping settings =
                member.value() instanceof Mapping given
                        ? given
                        : WrittenLayer.shortKey(type)
                                .map(key -> new Mapping(place, Map.of(key, member)))
                                .orElseThrow(
                                        () ->
                                                SpecException.at(
                                                        place,
                                                        "'" + name + "' has no settings",
                                                        "write " + name));
        settings.members().forEach(LayersReader::requireNoInput);
        binder.bind(settings, type.type());
        for (SettingKey key : type.keys()) {
            boolean isList =
                    key.component().getGenericType().getTypeName().contains("WrittenLayer");
            if (isList && settings.get(key.name()).orElse(null) instanceof Sequence inner) {
                check(inner);
            }
        }
    }

    private static void requireNoInput(String key, Member member) {
        if (INPUTS.stream().anyMatch(input -> OtherNames.same(input, key))) {
            throw SpecException.at(
                    member.key(),
                    "a layer does not name what reaches it",
                    "leave '" + key + "' out");
        }
    }
}
