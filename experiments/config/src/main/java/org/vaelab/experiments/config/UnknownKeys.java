// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.AlsoKnownAs.Counted;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.OtherNames;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.Spelling;

/**
 * Suggests the intended key for an unknown one: a key of the same section under another name, a key
 * of another section or part, or a near spelling.
 */
record UnknownKeys(Optional<Plugins> plugins) {

    /** The most parts of one kind that a message names. */
    private static final int NAMED = 6;

    /** Returns a guide to the sections and to all parts. */
    static UnknownKeys of(Plugins plugins) {
        return new UnknownKeys(Optional.of(plugins));
    }

    /**
     * Returns a guide to the section with the unknown key, if keys of models are not allowed there.
     */
    static UnknownKeys toOneSection() {
        return new UnknownKeys(Optional.empty());
    }

    /**
     * A key of a section.
     *
     * @param path the keys from the top level or from a model
     * @param type the required value of {@code type} in the same mapping; empty if none
     */
    private record OfSection(RecordComponent component, List<String> path, String type) {}

    /** A key of a part of a kind, such as {@code estimator}. */
    private record OfPart(RecordComponent component, String kind, String part) {

        String name() {
            return component.getName();
        }
    }

    /**
     * Returns the problem with an unknown key.
     *
     * @param settings the record that lacks it
     * @param value of the key
     * @param allowed the keys that are allowed there
     */
    Problem unknown(
            Place place,
            Class<?> settings,
            String key,
            ConfigNode value,
            Collection<String> allowed) {
        String message = "unknown key '" + key + "'";
        for (SettingKey own : SettingKey.of(settings)) {
            Optional<Counted> counted = OtherNames.counted(own.component(), key);
            if (counted.isPresent() && !allowed.contains(own.name())) {
                // A rare setting of a posterior that lends a variant its name.
                String section = "posterior: {type: %s, ..., %s: %s}";
                String type = PartType.partOf(settings).value();
                return Problem.at(
                        place,
                        message,
                        "write " + section.formatted(type, own.name(), value.written()));
            }
            if (counted.isPresent()) {
                String example =
                        counted.get() == Counted.EPOCHS
                                ? ": " + own.name() + ": " + epochs(value)
                                : "";
                return Problem.at(
                        place, message, "it is called '" + own.name() + "' here" + example);
            }
        }
        List<String> hints = new ArrayList<>();
        plugins.ifPresent(all -> hints.addAll(inLists(all, settings, key)));
        plugins.ifPresent(all -> hints.addAll(elsewhere(all, settings, key, value, allowed)));
        hints.add(Spelling.hint(key, allowed));
        return new Problem(place, message, hints);
    }

    /** Returns in which lists of the record stand parts of a name, with their settings. */
    private static List<String> inLists(Plugins plugins, Class<?> settings, String key) {
        List<String> hints = new ArrayList<>();
        for (SettingKey list : SettingKey.of(settings)) {
            list.parts().stream()
                    .flatMap(point -> plugins.of(point).types().values().stream())
                    .map(PartType::name)
                    .filter(name -> name.equals(key) || name.endsWith("." + key))
                    .map(name -> "write %s: [{type: %s, ...}]".formatted(list.name(), name))
                    .forEach(hints::add);
        }
        return hints;
    }

    private static String epochs(ConfigNode value) {
        return value.written() + " epochs";
    }

    private static List<String> elsewhere(
            Plugins plugins,
            Class<?> settings,
            String key,
            ConfigNode value,
            Collection<String> allowed) {
        List<OfPart> parts = ofParts(plugins);
        Optional<String> kind =
                parts.stream()
                        .filter(each -> !each.kind().equals(ModelSections.VARIANT.key()))
                        .filter(each -> each.component().getDeclaringRecord() == settings)
                        .map(OfPart::kind)
                        .findFirst();
        if (allowed.contains(ModelSections.VARIANT.key())) {
            // A posterior that lends a variant its name has its keys beside those of all models.
            kind = Optional.of(ModelSections.VARIANT.key());
        } else if (allowed.contains(DataReader.SOURCE)) {
            // The source may have no keys of its own.
            kind = Optional.of(plugins.of(DataSource.class).kind());
        }
        String ofKind = kind.orElse("");
        Predicate<OfPart> isSame = each -> OtherNames.same(each.name(), key);
        List<String> ofSameKind = owners(parts, isSame.and(each -> each.kind().equals(ofKind)));
        if (!ofSameKind.isEmpty()) {
            return ofSameKind;
        }
        List<String> hints = new ArrayList<>();
        ofSections(plugins).stream()
                .filter(each -> OtherNames.counted(each.component(), key).isPresent())
                .min(Comparator.comparingInt(each -> each.path().size()))
                .ifPresent(nearest -> hints.add(called(nearest, key, value)));
        hints.addAll(owners(parts, isSame));
        return hints.isEmpty()
                ? owners(parts, each -> OtherNames.counted(each.component(), key).isPresent())
                : hints;
    }

    /** Shows the value at its right place, {@code training: {batch: 64}}. */
    private static String called(OfSection found, String key, ConfigNode value) {
        List<String> path = found.path();
        int last = path.size() - 1;
        boolean inEpochs =
                OtherNames.counted(found.component(), key).equals(Optional.of(Counted.EPOCHS));
        StringBuilder text = new StringBuilder(path.get(last) + ": ");
        if (value instanceof ConfigNode.Mapping) {
            text.append("...");
        } else {
            text.append(inEpochs ? epochs(value) : value.written());
        }
        if (!found.type().isEmpty()) {
            text.insert(0, "type: " + found.type() + ", ");
        }
        for (int i = last - 1; i >= 0; i--) {
            text.insert(0, path.get(i) + ": {").append('}');
        }
        return "it is called '" + String.join(".", path) + "' here: " + text;
    }

    /** Returns which parts have a key, a line for each name of the key. */
    private static List<String> owners(List<OfPart> parts, Predicate<OfPart> fits) {
        Map<String, Map<String, Set<String>>> found = new LinkedHashMap<>();
        parts.stream()
                .filter(fits)
                .forEach(
                        each ->
                                found.computeIfAbsent(each.name(), n -> new LinkedHashMap<>())
                                        .computeIfAbsent(each.kind(), kind -> new TreeSet<>())
                                        .add(each.part()));
        List<String> hints = new ArrayList<>();
        found.forEach(
                (name, owners) ->
                        hints.add(
                                owners.entrySet().stream()
                                        .map(each -> listed(each.getKey(), each.getValue()))
                                        .collect(
                                                Collectors.joining(
                                                        "; ", "'" + name + "' is a key of ", ""))));
        return hints;
    }

    private static String listed(String kind, Set<String> names) {
        return kind
                + (names.size() > 1 ? "s " : " ")
                + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and others" : "");
    }

    private static List<OfSection> ofSections(Plugins plugins) {
        List<OfSection> found = new ArrayList<>();
        Set<Class<?>> seen = new HashSet<>();
        addSection(SpecReader.OwnKeys.class, List.of(), "", seen, found);
        for (DescribedSections.Section each : DescribedSections.ofModels()) {
            addSection(each.settings(), List.of(each.name()), "", seen, found);
        }
        // The keys of the usual encoder stand in the section.
        Optional.ofNullable(plugins.of(Architecture.class).types().get(NetworkReader.USUAL))
                .ifPresent(
                        usual ->
                                addSection(
                                        usual.type(),
                                        List.of(ModelSections.NETWORK.key()),
                                        "",
                                        seen,
                                        found));
        return found;
    }

    /** Adds the keys of a record and of the records and sealed choices in it, each once. */
    private static void addSection(
            Class<?> type,
            List<String> path,
            String chosen,
            Set<Class<?>> seen,
            List<OfSection> found) {
        if (!seen.add(type)) {
            return;
        }
        for (SettingKey key : SettingKey.of(type)) {
            List<String> below = new ArrayList<>(path);
            below.add(key.name());
            found.add(new OfSection(key.component(), below, chosen));
            Class<?> value = key.component().getType();
            if (value.isRecord()) {
                addSection(value, below, "", seen, found);
            }
            for (JsonSubTypes.Type member : Expectation.members(value)) {
                Class<?> untyped = value.getAnnotation(JsonTypeInfo.class).defaultImpl();
                String name = member.value() == untyped ? "" : Expectation.typeName(member);
                addSection(member.value(), below, name, seen, found);
            }
        }
    }

    private static List<OfPart> ofParts(Plugins plugins) {
        List<OfPart> found = new ArrayList<>();
        for (Word word : Word.all(plugins).values()) {
            if (!word.isRegularizer()) {
                add(ModelSections.VARIANT.key(), word.name(), word.ownKeys(), found);
            }
        }
        for (Class<?> point : DescribedSections.points()) {
            Registry<?> registry = plugins.of(point);
            if (!Word.isName(point)) {
                for (PartType<?> part : registry.types().values()) {
                    add(registry.kind(), part.name(), part.keys(), found);
                }
            }
        }
        return found;
    }

    private static void add(String kind, String part, List<SettingKey> keys, List<OfPart> found) {
        keys.forEach(key -> found.add(new OfPart(key.component(), kind, part)));
    }
}
