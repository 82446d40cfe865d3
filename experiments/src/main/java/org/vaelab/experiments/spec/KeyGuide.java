// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.AlsoKnownAs.Counted;
import org.vaelab.framework.settings.OtherNames;

/**
 * Suggests the intended key for an unknown one: a key of the same section under another name, a key
 * of another section or part, or a near spelling.
 */
final class KeyGuide {

    /** The most parts of one kind that a message names. */
    private static final int NAMED = 6;

    private final Supplier<Optional<KnownKeys>> keys;

    private KeyGuide(Supplier<Optional<KnownKeys>> keys) {
        this.keys = keys;
    }

    /**
     * Returns a guide to the sections and to all parts, which are inspected at the first unknown
     * key.
     */
    static KeyGuide of(Plugins plugins) {
        return new KeyGuide(() -> Optional.of(new KnownKeys(plugins)));
    }

    /**
     * Returns a guide to the section with the unknown key, if keys of models are not allowed there.
     */
    static KeyGuide toOneSection() {
        return new KeyGuide(Optional::empty);
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
        List<String> own = own(settings, key, value);
        if (!own.isEmpty()) {
            return new Problem(place, message, own);
        }
        List<String> hints =
                keys.get()
                        .map(known -> elsewhere(known, kind(known, settings, allowed), key, value))
                        .map(ArrayList::new)
                        .orElseGet(ArrayList::new);
        hints.add(Spelling.hint(key, allowed));
        return new Problem(place, message, hints);
    }

    private List<String> own(Class<?> settings, String key, ConfigNode value) {
        if (settings.isRecord()) {
            for (RecordComponent component : settings.getRecordComponents()) {
                Optional<Counted> counted = OtherNames.counted(component, key);
                if (counted.isPresent()) {
                    String present = component.getName();
                    String example =
                            counted.get() == Counted.EPOCHS
                                    ? ": " + present + ": " + epochs(value)
                                    : "";
                    return List.of("it is called '" + present + "' here" + example);
                }
            }
        }
        return List.of();
    }

    private static String epochs(ConfigNode value) {
        return value.written() + " epochs";
    }

    /** A posterior that lends a variant its name has its keys beside those of all models. */
    private static Optional<String> kind(
            KnownKeys known, Class<?> settings, Collection<String> allowed) {
        return allowed.contains(ModelReader.VARIANT)
                ? Optional.of(ModelReader.VARIANT)
                : known.ofParts().stream()
                        .filter(each -> !each.kind().equals(ModelReader.VARIANT))
                        .filter(each -> isOf(settings, each.component()))
                        .map(KnownKeys.OfPart::kind)
                        .findFirst();
    }

    private List<String> elsewhere(
            KnownKeys known, Optional<String> kind, String key, ConfigNode value) {
        List<String> ofSameKind =
                kind.map(same -> ofParts(known, key, Set.of(same), true)).orElse(List.of());
        if (!ofSameKind.isEmpty()) {
            return ofSameKind;
        }
        List<String> hints = new ArrayList<>(ofSection(known, key, value));
        hints.addAll(ofParts(known, key, Set.of(), true));
        return hints.isEmpty() ? ofParts(known, key, Set.of(), false) : hints;
    }

    private static boolean isOf(Class<?> settings, RecordComponent component) {
        return component.getDeclaringRecord().equals(settings);
    }

    /** The key of a section, the one nearest to the top level. */
    private List<String> ofSection(KnownKeys known, String key, ConfigNode value) {
        Optional<KnownKeys.OfSection> nearest = Optional.empty();
        for (KnownKeys.OfSection each : known.ofSections()) {
            if (OtherNames.counted(each.component(), key).isPresent()
                    && nearest.stream().allMatch(n -> each.path().size() < n.path().size())) {
                nearest = Optional.of(each);
            }
        }
        return nearest.map(found -> ofSection(found, key, value)).orElse(List.of());
    }

    private List<String> ofSection(KnownKeys.OfSection found, String key, ConfigNode value) {
        Counted counted = OtherNames.counted(found.component(), key).orElseThrow();
        String name = String.join(".", found.path());
        String written = counted == Counted.EPOCHS ? epochs(value) : value.written();
        return List.of("it is called '" + name + "' here: " + example(found, value, written));
    }

    /** Shows the value at its right place, {@code training: {batch: 64}}. */
    private static String example(KnownKeys.OfSection key, ConfigNode value, String written) {
        List<String> path = key.path();
        int last = path.size() - 1;
        boolean isShort = !(value instanceof ConfigNode.Mapping);
        StringBuilder text = new StringBuilder(path.get(last) + ": ");
        text.append(isShort ? written : "...");
        if (!key.type().isEmpty()) {
            text.insert(0, "type: " + key.type() + ", ");
        }
        for (int i = last - 1; i >= 0; i--) {
            text.insert(0, path.get(i) + ": {").append('}');
        }
        return text.toString();
    }

    /**
     * The parts that have a key.
     *
     * @param kinds of parts that are looked at; empty for all
     * @param exact whether the key has that very name, but for case, hyphens and underscores
     */
    private static List<String> ofParts(
            KnownKeys known, String key, Set<String> kinds, boolean exact) {
        Map<String, Map<String, Set<String>>> found = new LinkedHashMap<>();
        for (KnownKeys.OfPart each : known.ofParts()) {
            String name = each.component().getName();
            boolean fits =
                    exact
                            ? OtherNames.same(name, key)
                            : OtherNames.counted(each.component(), key).isPresent();
            if (fits && (kinds.isEmpty() || kinds.contains(each.kind()))) {
                found.computeIfAbsent(name, absent -> new LinkedHashMap<>())
                        .computeIfAbsent(each.kind(), absent -> new TreeSet<>())
                        .add(each.name());
            }
        }
        List<String> hints = new ArrayList<>();
        found.forEach(
                (name, parts) -> {
                    String owners =
                            parts.entrySet().stream()
                                    .map(each -> listed(each.getKey(), each.getValue()))
                                    .collect(Collectors.joining("; "));
                    hints.add("'" + name + "' is a key of " + owners);
                });
        return hints;
    }

    private static String listed(String kind, Set<String> names) {
        List<String> first = names.stream().limit(NAMED).toList();
        return kind
                + (names.size() > 1 ? "s " : " ")
                + String.join(", ", first)
                + (names.size() > NAMED ? " and others" : "");
    }
}
