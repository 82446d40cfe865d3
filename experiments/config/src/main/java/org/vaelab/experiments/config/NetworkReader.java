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
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * Reads and writes the section {@code network}. The keys of the encoder's architecture stand beside
 * those of the section, or in a mapping of their own.
 */
record NetworkReader(PartReader parts, Binder binder, Plugins plugins) {

    /** The encoder if the data choose none. */
    static final String USUAL = "mlp";

    private static final String TYPE = ModelSections.TYPE;
    private static final String ENCODER = "encoder";
    private static final String DECODER = "decoder";
    private static final String DECODER_HIDDEN = "decoderHidden";
    private static final String MODALITIES = "modalities";
    private static final String LAYERS = "layers";

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
        NetworkSettings all = bind(section, usual, new LinkedHashMap<>());
        Problems problems = new Problems();
        Map<String, NetworkSettings> modalities = new LinkedHashMap<>();
        Mapping written = section.sectionOrEmpty(MODALITIES);
        for (String name : written.keys()) {
            Mapping own = written.sectionOrEmpty(name);
            String ownUsual = ofModalities.getOrDefault(name, usual);
            problems.collect(() -> bind(over(all, own, ownUsual), ownUsual, new LinkedHashMap<>()))
                    .ifPresent(each -> modalities.put(name, each));
        }
        problems.throwIfAny();
        return modalities.isEmpty()
                ? all
                : bind(section, usual, new LinkedHashMap<>(Map.of(MODALITIES, modalities)));
    }

    /**
     * Lays a modality over all of them. If it names an architecture, or is of another kind of data,
     * it takes over only what belongs to no architecture.
     */
    private Mapping over(NetworkSettings all, Mapping own, String usual) {
        boolean isTexts = all.encoder().readsTexts();
        ObjectNode below = write(all).without(List.of("condition"));
        if (named(own).isPresent()
                || plugins.of(Architecture.class).create(usual).readsTexts() != isTexts) {
            below.retain(keys()).remove(List.of(ENCODER, DECODER));
        } else if (own.has(DECODER_HIDDEN)) {
            below.remove(DECODER);
        }
        return Merge.of(RunConfig.node(below, own.place()).asMapping(), own);
    }

    private NetworkSettings bind(Mapping written, String usual, Map<String, Object> given) {
        Mapping section = typed(written);
        if (section.get(ENCODER).isPresent() && section.get(TYPE).isPresent()) {
            throw SpecException.at(
                    section.members().get(TYPE).key(),
                    "'type' and 'encoder' both name the encoder",
                    "leave one of the two out");
        }
        Mapping flat = section.without(keys());
        ConfigNode named = named(section).orElseGet(() -> text(section.place(), usual));
        Mapping own = mapping(named);
        Map<String, Member> members = new LinkedHashMap<>(own.members());
        members.putIfAbsent(TYPE, new Member(own.place(), text(own.place(), usual)));
        flat.members()
                .forEach(
                        (key, member) -> {
                            if (members.putIfAbsent(key, member) != null) {
                                throw SpecException.at(
                                        member.key(),
                                        "'%s' is a key of 'encoder' too".formatted(key),
                                        "leave one of the two out");
                            }
                        });
        List<String> others = named instanceof Scalar ? keys() : List.of(TYPE);
        Architecture encoder = part(new Mapping(section.place(), members), others).pinned();
        given.put(ENCODER, encoder);
        decoder(section, encoder).ifPresent(of -> given.put(DECODER, of));
        List<String> read =
                new ArrayList<>(List.of(TYPE, ENCODER, DECODER, DECODER_HIDDEN, MODALITIES));
        read.addAll(flat.keys());
        return binder.bindAmong(section.without(read), NetworkSettings.class, keys(), given);
    }

    private static Optional<ConfigNode> named(Mapping section) {
        return section.get(ENCODER).or(() -> section.get(TYPE));
    }

    private static Scalar text(Place place, String text) {
        return new Scalar(place, TextNode.valueOf(text), text);
    }

    private Architecture part(Mapping own, List<String> others) {
        if (own.require(TYPE, "").json().asText().equals(LAYERS)
                && own.get(LAYERS).orElse(null) instanceof Sequence list) {
            Problems problems = new Problems();
            for (Member beside : own.without(List.of(TYPE, LAYERS)).members().values()) {
                problems.add(
                        beside.key(),
                        "this key stands beside a list of layers, which names all of them",
                        "write a layer, such as {dense: 400} or gelu, or leave it out");
            }
            problems.collectAll(list.items(), this::layer);
            problems.throwIfAny();
        }
        return parts.part(own, plugins.of(Architecture.class), others);
    }

    private ConfigNode layer(ConfigNode written) {
        Binder.check(
                written, () -> new WrittenLayer(written.json()).part(plugins.of(LayerPart.class)));
        return written;
    }

    /** Returns an architecture that is a name, a mapping or a list of layers as a mapping. */
    private static Mapping mapping(ConfigNode written) {
        Place place = written.place();
        return written instanceof Sequence layers
                ? typed(Mapping.empty(place).with(LAYERS, new Member(place, layers)))
                : typed(PartReader.asMapping(written, TYPE));
    }

    /** Names the type of a list of layers. A list of numbers is the widths of an mlp. */
    private static Mapping typed(Mapping of) {
        boolean isList =
                of.get(LAYERS).orElse(null) instanceof Sequence list
                        && list.items().stream().noneMatch(item -> item.json().isNumber());
        return isList && !of.has(TYPE) && !of.has(ENCODER)
                ? of.with(TYPE, new Member(of.place(), text(of.place(), LAYERS)))
                : of;
    }

    /**
     * Reads the architecture of the decoder. Without a type its keys replace those of the mirrored
     * encoder.
     */
    private Optional<Architecture> decoder(Mapping section, Architecture encoder) {
        Member hidden = section.members().get(DECODER_HIDDEN);
        Member both = hidden == null ? section.members().get(DECODER) : hidden;
        if (encoder instanceof GivenNetworks && both != null && !both.value().isNull()) {
            throw SpecException.at(
                    both.key(),
                    "encoder '%s' has a decoder of its own".formatted(PartType.nameOf(encoder)),
                    "leave it out");
        }
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
            return Optional.of(part(own, List.of(TYPE)).pinned());
        }
        JsonNode mirrored =
                encoder.mirrored()
                        .map(of -> ConfigValues.part(TYPE, of))
                        .orElseThrow(
                                () ->
                                        SpecException.at(
                                                own.place(),
                                                "encoder '%s' has no reverse"
                                                        .formatted(PartType.nameOf(encoder)),
                                                "name the type of the decoder"));
        Mapping below = RunConfig.node(mirrored, own.place()).asMapping();
        return Optional.of(part(Merge.of(below, own), List.of(TYPE)));
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
