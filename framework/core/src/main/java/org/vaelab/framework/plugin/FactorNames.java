// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vaelab.framework.naming.Spelling;

/**
 * What posteriors are called as factors of a product: by the name under which each is announced, and
 * by its short name, if it has one.
 */
public final class FactorNames {

    private final Map<String, PosteriorFactory<?>> announced;
    private final SortedMap<String, String> announcedByName = new TreeMap<>();

    /**
     * Collects the names.
     *
     * @param announced the factories by the name under which each is announced
     * @throws PluginException if two have one name
     */
    public FactorNames(Map<String, PosteriorFactory<?>> announced) {
        this.announced = new TreeMap<>(announced);
        this.announced.forEach(
                (name, factory) -> {
                    claim(name, name);
                    factory.shortName()
                            .filter(shortName -> !shortName.equals(name))
                            .ifPresent(shortName -> claim(shortName, name));
                });
    }

    private void claim(String name, String owner) {
        String earlier = announcedByName.putIfAbsent(name, owner);
        if (earlier != null) {
            throw new PluginException(
                    "posteriors '"
                            + earlier
                            + "' and '"
                            + owner
                            + "' are both called '"
                            + name
                            + "' as factors of a product");
        }
    }

    /** Returns all names. */
    public SortedSet<String> all() {
        return new TreeSet<>(announcedByName.keySet());
    }

    /** Returns the name under which a factor is announced that has either name. */
    public Optional<String> announced(String name) {
        return Optional.ofNullable(announcedByName.get(name));
    }

    /** Returns the factory of one of {@link #all}'s names. */
    public PosteriorFactory<?> factory(String name) {
        return announced.get(announcedByName.get(name));
    }

    /** Returns the name of a factor in records, whichever of its names is written. */
    public String inRecords(String name) {
        return factory(name).shortName().orElseGet(() -> announcedByName.get(name));
    }

    /**
     * Finds a posterior by its name or its short name, and reads its settings.
     *
     * @param written a name, or a mapping with {@code type}
     * @param defaults settings that it gets if it knows such and does not have them
     * @throws IllegalArgumentException if it is unknown, or its settings are refused
     */
    public ConfiguredPart<PosteriorFactory<?>> choose(
            JsonNode written, Map<String, Integer> defaults) {
        PartNode node = PartNode.of("posterior", written);
        String name =
                announced(node.name())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "unknown posterior '"
                                                        + node.name()
                                                        + "'\n"
                                                        + Spelling.hint(node.name(), all())));
        PosteriorFactory<?> factory = factory(name);
        SettingsBinding binding =
                new SettingsBinding(factory.settingsType(), "'" + node.name() + "'");
        ObjectNode settings = node.settings();
        defaults.forEach(
                (key, value) -> {
                    if (binding.keys().contains(key) && !settings.has(key)) {
                        settings.put(key, value);
                    }
                });
        return binding.choose(name, factory, settings);
    }
}
