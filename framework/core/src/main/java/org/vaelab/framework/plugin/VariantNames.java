// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * The kinds of models by the names that configs give them. A name is that of a {@link Variant}, or
 * it is lent by a posterior or a regulariser, see {@link
 * org.vaelab.framework.settings.Part#variant}. A regulariser comes with the variant {@value
 * #USUAL}, and the model has the keys of both.
 */
@Internal
public final class VariantNames {

    /** The variant of models that are named after a regulariser. */
    public static final String USUAL = "gaussian";

    /**
     * The parts that a name stands for.
     *
     * @param variant the name of the variant
     * @param own the variant, if it is a part of its own
     * @param preset the posterior, if it lends the variant its name
     * @param regularizer the regulariser, if it lends the model its name
     */
    public record Meaning(
            String variant,
            Optional<PartType<Variant>> own,
            Optional<PartType<PosteriorPart>> preset,
            Optional<PartType<RegularizerPart>> regularizer) {

        /** Returns the parts whose keys a model of this name has. */
        public List<PartType<?>> parts() {
            return Stream.<Optional<? extends PartType<?>>>of(own, preset, regularizer)
                    .<PartType<?>>flatMap(Optional::stream)
                    .toList();
        }

        /** Returns the keys of the variant. */
        public List<SettingKey> keysOfVariant() {
            return own.map(PartType::keys).or(() -> preset.map(Preset::keys)).orElse(List.of());
        }

        /** Returns the keys of the variant and of the regulariser. */
        public List<SettingKey> keys() {
            return Stream.concat(
                            keysOfVariant().stream(),
                            regularizer.stream().flatMap(type -> type.keys().stream()))
                    .toList();
        }

        /** Returns the part that lends the name; empty if it is that of a variant. */
        public Optional<PartType<?>> lending() {
            return regularizer.<PartType<?>>map(type -> type).or(() -> preset);
        }

        private Meaning with(PartType<RegularizerPart> type) {
            return new Meaning(variant, own, preset, Optional.of(type));
        }
    }

    private VariantNames() {}

    /**
     * Returns what each name means.
     *
     * @throws IllegalArgumentException if two parts have one name
     */
    public static Map<String, Meaning> of(Plugins plugins) {
        Map<String, Meaning> names = new TreeMap<>();
        for (PartType<Variant> type : plugins.of(Variant.class).types().values()) {
            Meaning own =
                    new Meaning(type.name(), Optional.of(type), Optional.empty(), Optional.empty());
            names.put(type.name(), own);
        }
        for (PartType<PosteriorPart> type : plugins.of(PosteriorPart.class).types().values()) {
            String name = type.part().variant();
            add(
                    names,
                    "posterior",
                    type,
                    new Meaning(name, Optional.empty(), Optional.of(type), Optional.empty()));
        }
        Meaning usual =
                names.getOrDefault(
                        USUAL,
                        new Meaning(USUAL, Optional.empty(), Optional.empty(), Optional.empty()));
        for (PartType<RegularizerPart> type : plugins.of(RegularizerPart.class).types().values()) {
            add(names, "regularizer", type, usual.with(type));
        }
        return names;
    }

    private static void add(
            Map<String, Meaning> names, String kind, PartType<?> type, Meaning meaning) {
        String name = type.part().variant();
        if (!name.isEmpty() && names.put(name, meaning) != null) {
            throw new IllegalArgumentException(
                    "%s '%s' lends its name '%s' to a variant, and another part has it"
                            .formatted(kind, type.name(), name));
        }
    }

    /**
     * Returns the regulariser after which a model is named; empty if it is named after its variant.
     */
    public static Optional<RegularizerPart> lending(ModelBlueprint blueprint) {
        return blueprint
                .regularizer()
                .filter(of -> blueprint.variant().name().equals(USUAL))
                .filter(of -> !PartType.partOf(of.getClass()).variant().isEmpty());
    }

    /** Returns the name of the kind of a model. */
    public static String nameOf(ModelBlueprint blueprint) {
        return lending(blueprint)
                .map(of -> PartType.partOf(of.getClass()).variant())
                .orElseGet(() -> blueprint.variant().name());
    }
}
