// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * A posterior as a variant, under the name that it lends, see {@link Part#variant}. A model has the
 * keys of the posterior as its own, or none of them if it names another posterior.
 *
 * @param type of the posterior that lends its name
 * @param own the posterior of the model; empty if it names another
 */
@Internal
public record Preset(PartType<PosteriorPart> type, Optional<PosteriorPart> own) implements Variant {

    /**
     * Checks that a config of the model has all that is set.
     *
     * @throws IllegalArgumentException if the posterior lends no name, or has a setting that is no
     *     key of models
     */
    public Preset {
        List<String> known = keys(type).stream().map(SettingKey::name).toList();
        boolean isWritten =
                own.stream().allMatch(of -> known.containsAll(choice(of).settings().keySet()));
        if (type.part().variant().isEmpty() || !isWritten) {
            throw new IllegalArgumentException(
                    "no variant has the keys of this posterior '%s': choose it as the posterior of the model"
                            .formatted(type.name()));
        }
    }

    /** Returns the variant of a posterior. */
    public static Preset of(PosteriorPart own) {
        return new Preset(new PartType<>(own.getClass()), Optional.of(own));
    }

    /**
     * Returns the variant of models that name another posterior than the one that lends its name.
     */
    public static Preset around(Class<? extends PosteriorPart> lending) {
        return new Preset(new PartType<>(lending), Optional.empty());
    }

    /**
     * Returns the keys of models: those that every config of the posterior has. A rare setting
     * needs the section {@code posterior}.
     */
    static List<SettingKey> keys(PartType<PosteriorPart> type) {
        return type.keys().stream().filter(SettingKey::isAlwaysWritten).toList();
    }

    /** Returns the keys of the model with their values, null without a posterior. */
    @JsonValue
    public Map<String, @Nullable Object> settings() {
        Map<String, ?> written =
                posterior().<Map<String, ?>>map(PartChoice::settings).orElse(Map.of());
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        keys(type).forEach(key -> settings.put(key.name(), written.get(key.name())));
        return settings;
    }

    @Override
    public Optional<PartChoice> posterior() {
        return own.map(Preset::choice);
    }

    private static PartChoice choice(PosteriorPart own) {
        return PartType.choiceOf((Record) own);
    }

    @Override
    public String name() {
        return type.part().variant();
    }

    @Override
    public Class<?> namedBy() {
        return type.type();
    }

    /** Returns the first paper of the posterior, which introduces it. */
    @Override
    public List<String> papers() {
        return Papers.of(type.type()).stream().limit(1).toList();
    }
}
