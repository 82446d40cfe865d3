// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.UnknownPartException;

/**
 * The kinds of models by the names that configs give them. A name is that of a {@link Variant}. Or it is
 * that of a regulariser, see {@link org.vaelab.framework.settings.Part#variant}: such a model is the
 * variant {@value #USUAL} with this regulariser, and has the keys of both.
 */
public final class VariantNames {

    /** The variant that regularisers lend their names. */
    public static final String USUAL = "gaussian";

    /**
     * The parts that a name stands for.
     *
     * @param variant the name of a variant
     * @param regularizer its regulariser, if the name is that of one
     */
    public record Meaning(String variant, Optional<PartType<RegularizerPart>> regularizer) {

        /** Returns the parts whose keys a model of this name has. */
        public List<PartType<?>> parts(Plugins plugins) {
            List<PartType<?>> parts = new ArrayList<>();
            Optional.ofNullable(plugins.of(Variant.class).types().get(variant))
                    .ifPresent(parts::add);
            regularizer.ifPresent(parts::add);
            return parts;
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
        for (String variant : plugins.of(Variant.class).names()) {
            names.put(variant, new Meaning(variant, Optional.empty()));
        }
        for (PartType<RegularizerPart> type : plugins.of(RegularizerPart.class).types().values()) {
            String name = type.part().variant();
            if (!name.isEmpty() && names.put(name, new Meaning(USUAL, Optional.of(type))) != null) {
                throw new IllegalArgumentException(
                        "regularizer '%s' lends its name '%s' to a variant, and another part has it"
                                .formatted(type.name(), name));
            }
        }
        return names;
    }

    /**
     * Returns a model of a kind with its keys, as a config has them.
     *
     * @param kind a name, with settings of the variant and of its regulariser
     * @throws IllegalArgumentException if the name or a key is unknown, or a value is rejected
     */
    public static ModelBlueprint blueprint(
            Plugins plugins, PartChoice kind, LikelihoodPart likelihood, NetworkSettings network) {
        Map<String, Meaning> names = of(plugins);
        Meaning meaning = names.get(kind.type());
        if (meaning == null) {
            throw new UnknownPartException("variant", kind.type(), names.keySet());
        }
        Map<String, Object> own = new LinkedHashMap<>(kind.settings());
        Map<String, Object> lent = new LinkedHashMap<>();
        meaning.regularizer()
                .ifPresent(
                        type ->
                                type.keyNames().stream()
                                        .filter(own::containsKey)
                                        .forEach(key -> lent.put(key, own.remove(key))));
        Variant variant = plugins.of(Variant.class).create(new PartChoice(meaning.variant(), own));
        ModelBlueprint.Builder model = ModelBlueprint.of(variant, likelihood, network).toBuilder();
        meaning.regularizer()
                .map(type -> new PartChoice(type.name(), lent))
                .map(plugins.of(RegularizerPart.class)::create)
                .ifPresent(model::regularizer);
        return model.build();
    }

    /** Returns the part after which a model is named: its variant, or its regulariser. */
    public static Object namesake(ModelBlueprint blueprint) {
        boolean isUsual = PartType.nameOf(blueprint.variant()).equals(USUAL);
        return blueprint
                .regularizer()
                .filter(of -> isUsual && !PartType.partOf(of.getClass()).variant().isEmpty())
                .<Object>map(of -> of)
                .orElse(blueprint.variant());
    }

    /** Returns the name of the kind of a model. */
    public static String nameOf(ModelBlueprint blueprint) {
        Object part = namesake(blueprint);
        return part instanceof Variant
                ? PartType.nameOf(part)
                : PartType.partOf(part.getClass()).variant();
    }
}
