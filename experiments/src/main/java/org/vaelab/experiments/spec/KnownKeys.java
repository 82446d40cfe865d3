// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/** Every key that a config may have, in a section or as a setting of a part. */
final class KnownKeys {

    /**
     * A key of a section.
     *
     * @param component of the settings record
     * @param path the keys above it, from the top level or from a model
     * @param type the required value of {@code type} in the same mapping; empty if none
     */
    record OfSection(RecordComponent component, List<String> path, String type) {
        OfSection {
            path = List.copyOf(path);
        }
    }

    /**
     * A key of a part.
     *
     * @param component of the settings record
     * @param kind of the part, such as {@code estimator}
     * @param name of the part
     */
    record OfPart(RecordComponent component, String kind, String name) {}

    private final List<OfSection> ofSections = new ArrayList<>();
    private final List<OfPart> ofParts = new ArrayList<>();

    KnownKeys(Plugins plugins) {
        Set<String> seen = new HashSet<>();
        section(SpecReader.OwnKeys.class, List.of(), "", seen);
        ConfigSections.ofModels()
                .forEach(each -> section(each.settings(), List.of(each.name()), "", seen));
        VariantNames.of(plugins).values().stream()
                .filter(meaning -> meaning.regularizer().isEmpty())
                .forEach(
                        meaning ->
                                part(
                                        ModelReader.VARIANT,
                                        meaning.variant(),
                                        meaning.keysOfVariant()));
        ConfigSections.points().stream()
                .filter(point -> point != Variant.class)
                .forEach(point -> parts(plugins.of(point)));
    }

    List<OfSection> ofSections() {
        return ofSections;
    }

    List<OfPart> ofParts() {
        return ofParts;
    }

    /** Collects the keys of a record and of the records and sealed choices in it, each once. */
    private void section(Class<?> type, List<String> path, String chosen, Set<String> seen) {
        if (!seen.add(type.getName())) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            List<String> below = new ArrayList<>(path);
            below.add(component.getName());
            ofSections.add(new OfSection(component, below, chosen));
            Class<?> value = component.getType();
            JsonSubTypes choice = value.getAnnotation(JsonSubTypes.class);
            if (value.isRecord()) {
                section(value, below, "", seen);
            } else if (choice != null) {
                Class<?> untyped = value.getAnnotation(JsonTypeInfo.class).defaultImpl();
                for (JsonSubTypes.Type member : choice.value()) {
                    if (member.value().isRecord()) {
                        String name = member.value() == untyped ? "" : Expectation.typeName(member);
                        section(member.value(), below, name, seen);
                    }
                }
            }
        }
    }

    private void parts(Registry<?> registry) {
        for (PartType<?> part : registry.types().values()) {
            part(registry.kind(), part.name(), part.keys());
        }
    }

    private void part(String kind, String name, List<SettingKey> keys) {
        keys.forEach(key -> ofParts.add(new OfPart(key.component(), kind, name)));
    }
}
