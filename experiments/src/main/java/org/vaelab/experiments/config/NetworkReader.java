// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/**
 * Reads and writes the section {@code network}. The keys of the encoder's architecture stand beside those of
 * the section, or in a mapping of their own.
 */
record NetworkReader(PartReader parts, Binder binder, Registry<Architecture> architectures) {

    private static final String TYPE = ModelSections.TYPE;
    private static final String ENCODER = "encoder";
    private static final String DECODER = "decoder";
    private static final String DECODER_HIDDEN = "decoderHidden";
    private static final String MODALITIES = "modalities";
    private static final String LAYERS = "layers";

    /** Keys of architectures that a modality with another one takes over. */
    private static final List<String> OF_ALL = List.of("activation", "initializer");

    /** Returns the keys of the section that are of no architecture. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>(SettingKey.names(NetworkSettings.class));
        keys.addAll(List.of(TYPE, DECODER_HIDDEN));
        return keys;
    }

    /**
     * Reads the section.
     *
     * @param usual the encoder if none is named
     * @param ofModalities the same for each modality by name
     */
    NetworkSettings read(Mapping section, String usual, Map<String, String> ofModalities) {
        NetworkSettings all = read(section.without(List.of(MODALITIES)), usual, JsonNodeFactory.instance.objectNode());
        Problems problems = new Problems();
        Map<String, NetworkSettings> modalities = new LinkedHashMap<>();
        Mapping written = section.sectionOrEmpty(MODALITIES);
        for (String name : written.keys()) {
            problems.collect(
                            () ->
                                    modality(
                                            all,
                                            written.sectionOrEmpty(name),
                                            ofModalities.getOrDefault(name, usual)))
                    .ifPresent(own -> modalities.put(name, own));
        }
        problems.throwIfAny();
        return modalities.isEmpty() ? all : all.withModalities(modalities);
    }

    /** What a modality does not say is as in all of them, unless its architecture is another. */
    private NetworkSettings modality(NetworkSettings all, Mapping own, String usual) {
        boolean keeps =
                named(own).isEmpty()
                        && architectures.create(usual).readsTexts() == all.encoder().readsTexts();
        ObjectNode shared = write(all).without(List.of("condition"));
        ObjectNode ofAll = shared.deepCopy().retain(OF_ALL);
        if (!keeps) {
            shared.retain(keys()).remove(List.of(ENCODER, DECODER));
        } else if (own.has(DECODER_HIDDEN)) {
            shared.remove(DECODER);
        }
        Map<String, Member> members =
                new LinkedHashMap<>(RunConfig.node(shared, own.place()).asMapping().members());
        members.putAll(own.members());
        return read(new Mapping(own.place(), members), usual, ofAll);
    }

    /**
     * Reads a section without modalities.
     *
     * @param ofAll keys that the encoder's architecture gets if it has such and they are not written
     */
    private NetworkSettings read(Mapping section, String usual, ObjectNode ofAll) {
        if (section.get(ENCODER).isPresent() && section.get(TYPE).isPresent()) {
            throw SpecException.at(
                    section.members().get(TYPE).key(),
                    "'type' and 'encoder' both name the encoder",
                    "leave one of the two out");
        }
        Place place = section.place();
        ConfigNode named =
                named(section).orElseGet(() -> new Scalar(place, TextNode.valueOf(usual), usual));
        boolean isFlat = named instanceof Scalar;
        Mapping own =
                isFlat
                        ? section.without(keys()).with(TYPE, new Member(named.place(), named))
                        : mapping(named);
        Architecture encoder =
                parts.part(
                        withMissing(own, usual, ofAll),
                        architectures,
                        isFlat ? keys() : List.of(TYPE))
                        .pinned();
        Map<String, Object> given = new LinkedHashMap<>(Map.of(ENCODER, encoder));
        decoder(section, encoder).ifPresent(of -> given.put(DECODER, of));
        List<String> read = new ArrayList<>(List.of(TYPE, ENCODER, DECODER, DECODER_HIDDEN));
        read.addAll(isFlat ? own.keys() : List.of());
        return binder.bindAmong(section.without(read), NetworkSettings.class, keys(), given);
    }

    private static Optional<ConfigNode> named(Mapping section) {
        return section.get(ENCODER).or(() -> section.get(TYPE));
    }

    /** Adds the type, and the keys that the architecture has of some. */
    private Mapping withMissing(Mapping written, String usual, ObjectNode ofAll) {
        Place place = written.place();
        Mapping own =
                written.has(TYPE)
                        ? written
                        : written.with(
                                TYPE,
                                new Member(place, new Scalar(place, TextNode.valueOf(usual), usual)));
        PartType<Architecture> type = PartReader.find(architectures, own.require(TYPE, ""));
        for (Map.Entry<String, JsonNode> key : ofAll.properties()) {
            if (type.keyNames().contains(key.getKey()) && !own.has(key.getKey())) {
                own =
                        own.with(
                                key.getKey(),
                                new Member(place, RunConfig.node(key.getValue(), place)));
            }
        }
        return own;
    }

    /** Returns an architecture that is a name, a mapping or a list of layers as a mapping. */
    private static Mapping mapping(ConfigNode written) {
        Place place = written.place();
        if (!(written instanceof Sequence layers)) {
            return PartReader.asMapping(written, TYPE);
        }
        Scalar type = new Scalar(place, TextNode.valueOf(LAYERS), LAYERS);
        return Mapping.empty(place)
                .with(TYPE, new Member(place, type))
                .with(LAYERS, new Member(place, layers));
    }

    /** Reads the architecture of the decoder. Without a type its keys replace those of the mirrored encoder. */
    private Optional<Architecture> decoder(Mapping section, Architecture encoder) {
        Member hidden = section.members().get(DECODER_HIDDEN);
        if (hidden != null && section.get(DECODER).isPresent()) {
            throw SpecException.at(
                    hidden.key(),
                    "'decoderHidden' is short for decoder: {hidden: ...}, and 'decoder' is there too",
                    "write hidden in decoder");
        }
        Mapping own =
                section.get(DECODER_HIDDEN).isPresent()
                        ? Mapping.empty(hidden.key()).with("hidden", hidden)
                        : section.get(DECODER).map(NetworkReader::mapping).orElse(null);
        if (own == null) {
            return Optional.empty();
        }
        if (own.has(TYPE)) {
            return Optional.of(parts.part(own, architectures, List.of(TYPE)).pinned());
        }
        JsonNode mirrored =
                encoder.mirrored()
                        .map(of -> ConfigValues.part(TYPE, of))
                        .orElseThrow(
                                () ->
                                        SpecException.at(
                                                own.place(),
                                                "encoder '%s' has no layers to reverse"
                                                        .formatted(PartType.nameOf(encoder)),
                                                "name the type of the decoder"));
        Mapping below = RunConfig.node(mirrored, own.place()).asMapping();
        return Optional.of(parts.part(Merge.of(below, own), architectures, List.of(TYPE)));
    }

    /** Writes the section, with the keys of the encoder beside its own. */
    static ObjectNode write(NetworkSettings network) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(ENCODER, PartType.nameOf(network.encoder()));
        section.setAll((ObjectNode) Binder.tree(network.encoder()));
        ObjectNode others = (ObjectNode) Binder.tree(network);
        section.setAll((ObjectNode) others.without(List.of(ENCODER, DECODER, MODALITIES)));
        if (network.decoder() != null) {
            section.set(DECODER, ConfigValues.part(TYPE, network.decoder()));
        }
        if (network.modalities() != null) {
            ObjectNode each = section.putObject(MODALITIES);
            network.modalities().forEach((name, own) -> each.set(name, write(own)));
        }
        return section;
    }
}
