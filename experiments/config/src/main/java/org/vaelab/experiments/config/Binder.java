// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.SettingsReader;
import org.vaelab.framework.settings.StrictMapper;

/**
 * Binds mappings of a config to settings records, and writes settings as config.
 *
 * @param folder relative paths are resolved against it
 * @param guide suggests the intended key for an unknown one
 */
record Binder(Path folder, UnknownKeys guide) {

    /** Reads a record. */
    <T> T bind(Mapping section, Class<T> type) {
        return bind(section, type, List.of());
    }

    /**
     * Reads a record from a mapping, some of whose keys are read elsewhere.
     *
     * @param others the names of those keys, for messages
     */
    <T> T bind(Mapping section, Class<T> type, Collection<String> others) {
        Set<String> known = new TreeSet<>(others);
        known.addAll(SettingKey.names(type));
        return bindAmong(section, type, known, Map.of());
    }

    /**
     * Reads a record from a mapping.
     *
     * @param known the keys that may stand there, of the record or read elsewhere
     * @param given values of components that were read elsewhere
     */
    <T> T bindAmong(
            Mapping section, Class<T> type, Collection<String> known, Map<String, ?> given) {
        Located located = new Located(section);
        try {
            Optional<T> bound =
                    new SettingsReader(located, folder).read(section.json(), type, known, given);
            located.problems.throwIfAny();
            return bound.orElseThrow();
        } catch (IllegalStateException e) {
            throw new PluginException(
                    "settings %s cannot be read from a config: %s"
                            .formatted(ClassOrigin.describe(type), e.getMessage()),
                    e);
        }
    }

    /** Requires that all keys of a mapping are known, which has none of a record. */
    void requireKnown(Mapping section, Class<?> type, Collection<String> known) {
        Located located = new Located(section);
        for (String key : section.without(known).keys()) {
            located.unknownKey(List.of(), type, key, new TreeSet<>(known));
        }
        located.problems.throwIfAny();
    }

    /** Runs a check of settings that were read. */
    static void check(ConfigNode section, Runnable check) {
        checked(
                section,
                () -> {
                    check.run();
                    return true;
                });
    }

    /** Returns what is found, or reports in a section why it cannot be. */
    static <T> T checked(ConfigNode section, Supplier<T> found) {
        try {
            return found.get();
        } catch (IllegalArgumentException e) {
            throw SpecException.of(inSection(section, e));
        }
    }

    /**
     * Returns a value in the syntax of a config.
     *
     * @throws PluginException if Jackson cannot write its class
     */
    static JsonNode tree(Object value) {
        try {
            return StrictMapper.write(value);
        } catch (IllegalArgumentException e) {
            throw new PluginException(
                    "settings %s cannot be written to a config: %s"
                            .formatted(
                                    ClassOrigin.describe(value.getClass()),
                                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
                    e);
        }
    }

    /**
     * Places a refused value at its key, if the section has it. Lines after the first become hints.
     */
    private static Problem inSection(ConfigNode node, Throwable e) {
        if (!(e instanceof SettingException refused)) {
            return Problem.ofLines(node.place(), String.valueOf(e.getMessage()));
        }
        ConfigNode at = node;
        for (String step : refused.key().split("\\.", -1)) {
            if (at instanceof Mapping mapping && mapping.has(step)) {
                at = mapping.members().get(step).value();
            }
        }
        String path = "." + at.place().path();
        boolean isNamed = path.endsWith("." + refused.key());
        return Problem.ofLines(
                at.place(), isNamed ? refused.problem() : String.valueOf(e.getMessage()));
    }

    /** Returns the deepest node on a path. A default is not in the config. */
    static ConfigNode at(ConfigNode from, List<String> path) {
        ConfigNode node = from;
        for (String step : path) {
            if (node instanceof Mapping mapping && mapping.has(step)) {
                node = mapping.members().get(step).value();
            } else if (node instanceof Sequence list && step.startsWith("[")) {
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                node = list.items().get(index);
            } else {
                return node;
            }
        }
        return node;
    }

    /** Collects the problems of a section, each at its place. */
    private final class Located implements SettingsReader.Refusals {

        private final Mapping section;
        private final Problems problems = new Problems();

        Located(Mapping section) {
            this.section = section;
        }

        @Override
        public void unknownKey(
                List<String> path, Class<?> settings, String key, Collection<String> known) {
            Member member = at(path).asMapping().members().get(key);
            problems.add(guide.unknown(member.key(), settings, key, member.value(), known));
        }

        @Override
        public void unknownName(List<String> path, String kind, String name, List<String> allowed) {
            problems.addUnknown(at(path).place(), kind, name, allowed);
        }

        @Override
        public void missingKey(List<String> path, String key, List<String> allowed) {
            String message = "the key '" + key + "' is missing";
            problems.add(
                    allowed.isEmpty()
                            ? Problem.at(at(path).place(), message)
                            : Problem.at(
                                    at(path).place(),
                                    message,
                                    "one of " + String.join(", ", allowed)));
        }

        @Override
        public void otherKind(List<String> path, JsonNode value, String expected) {
            ConfigNode node = at(path);
            String text = value.isTextual() ? " (text)" : "";
            problems.add(
                    node.place(), "is %s%s, expected %s".formatted(node.written(), text, expected));
        }

        @Override
        public void rejected(List<String> path, String message, Throwable cause) {
            problems.add(
                    cause instanceof NullPointerException
                            ? Problem.ofLines(at(path).place(), message)
                            : inSection(at(path), cause));
        }

        private ConfigNode at(List<String> path) {
            return Binder.at(section, path);
        }
    }
}
