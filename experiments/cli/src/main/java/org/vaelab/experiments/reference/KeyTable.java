// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.InSteps;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingKey;

/** The keys of a settings record as rows: key, type, default and meaning. */
final class KeyTable {

    /** The heads of the columns. */
    static final List<String> COLUMNS = List.of("key", "type", "default", "meaning");

    private KeyTable() {}

    /** Returns a row for each key, those of records inside with their path. */
    static List<List<String>> rows(Class<?> settings) {
        List<List<String>> rows = new ArrayList<>();
        add(settings, "", rows);
        return rows;
    }

    /** Returns the row of a key that is no component of a record, and those of its own keys. */
    static List<List<String>> ofFurther(DescribedSections.Further key) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(key.key(), key.type(), "none", key.meaning()));
        if (key.settings() != null) {
            add(key.settings(), key.key() + ".", rows);
        }
        return rows;
    }

    private static void add(Class<?> settings, String prefix, List<List<String>> rows) {
        for (SettingKey key : SettingKey.of(settings)) {
            Class<?> type = key.component().getType();
            rows.add(
                    List.of(
                            prefix + key.name(),
                            words(key.component().getGenericType())
                                    + (isInSteps(key) ? ", or epochs" : ""),
                            defaultOf(key),
                            key.meaning()));
            if (isMapping(type)) {
                add(type, prefix + key.name() + ".", rows);
            }
            if (key.component().getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> item
                    && isMapping(item)) {
                add(item, prefix + key.name() + "[].", rows);
            }
            for (JsonSubTypes.Type member : Expectation.members(type)) {
                for (SettingKey inner : SettingKey.of(member.value())) {
                    rows.add(
                            List.of(
                                    prefix + key.name() + "." + inner.name(),
                                    words(inner.component().getGenericType()),
                                    defaultOf(inner),
                                    inner.meaning()
                                            + " (type: "
                                            + Expectation.typeName(member)
                                            + ")"));
                }
            }
        }
    }

    /** Returns whether a key may be given in epochs. */
    static boolean isInSteps(SettingKey key) {
        return key.component().isAnnotationPresent(InSteps.class);
    }

    private static boolean isMapping(Class<?> type) {
        return type.isRecord() && !isWrittenAsText(type);
    }

    /** Returns whether a class reads itself from one value, by a creator with one parameter. */
    static boolean isWrittenAsText(Class<?> type) {
        return Expectation.creator(type).isPresent();
    }

    private static String defaultOf(SettingKey key) {
        if (key.defaultValue().isPresent()) {
            JsonNode value = key.defaultValue().get();
            return value.isTextual() ? value.asText() : value.toString();
        }
        return key.isRequired() ? "required" : "none";
    }

    /** Returns what a key takes, in words. */
    static String words(Type type) {
        if (type instanceof ParameterizedType list
                && list.getRawType() instanceof Class<?> raw
                && Collection.class.isAssignableFrom(raw)) {
            return "list of " + plural(words(list.getActualTypeArguments()[0]));
        }
        if (!(type instanceof Class<?> value)) {
            return "mapping";
        }
        if (Expectation.isInteger(value)) {
            return "integer";
        }
        if (Expectation.isNumber(value)) {
            return "number";
        }
        if (Expectation.isTruth(value)) {
            return "true or false";
        }
        if (value.isEnum()) {
            return String.join(" | ", Expectation.constants(value));
        }
        if (!Expectation.typeNames(value).isEmpty()) {
            return (Expectation.isAlsoANumber(value) ? "number, or " : "")
                    + "mapping with type "
                    + String.join(" | ", Expectation.typeNames(value));
        }
        if (value == Path.class) {
            return "path";
        }
        if (value == WrittenLayer.class) {
            return "layer";
        }
        if (JsonNode.class.isAssignableFrom(value)
                || value.isAnnotationPresent(ExtensionPoint.class)) {
            return "name, or mapping with type";
        }
        return isMapping(value) ? "mapping" : creatorWords(value);
    }

    /** Returns what a class reads itself from. */
    private static String creatorWords(Class<?> type) {
        Class<?> taken =
                Expectation.creator(type)
                        .<Class<?>>map(creator -> creator.getParameterTypes()[0])
                        .orElse(String.class);
        if (taken == Number.class) {
            return "number";
        }
        return taken == JsonNode.class ? "value, list or mapping" : "text";
    }

    private static String plural(String words) {
        return switch (words) {
            case "integer", "number", "text", "path", "layer" -> words + "s";
            default -> words;
        };
    }

    /** Returns an example of all keys that have a default or are required. */
    static String example(Class<?> settings) {
        List<String> entries = new ArrayList<>();
        for (SettingKey key : SettingKey.of(settings)) {
            if (key.defaultValue().isPresent()) {
                entries.add(key.name() + ": " + defaultOf(key).replace("\"", ""));
            } else if (key.isRequired() || isLatent(key)) {
                entries.add(key.name() + ": " + sample(key));
            }
        }
        return String.join(", ", entries);
    }

    private static boolean isLatent(SettingKey key) {
        return key.component().isAnnotationPresent(LatentDimension.class);
    }

    private static String sample(SettingKey key) {
        Class<?> type = key.component().getType();
        Setting described = key.component().getAnnotation(Setting.class);
        if (described != null && !described.example().isEmpty()) {
            return described.example();
        }
        if (type.isEnum()) {
            return Expectation.constants(type).get(0);
        }
        if (Expectation.isInteger(type)) {
            return isLatent(key) ? "10" : "4";
        }
        return Expectation.isNumber(type) ? "1.0" : "...";
    }
}
