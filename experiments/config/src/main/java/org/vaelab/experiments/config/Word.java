// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.framework.Internal;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/**
 * A word that a config may write after {@code variant}: the part that it stands for, and the keys
 * that a model of this word has. A posterior and a regulariser have a word if they announce one;
 * that of a {@link WholeModel} and of a {@link Shorthand} is its name.
 *
 * @param point the extension point of the part
 * @param posterior the posterior whose keys are keys of the model: the part itself, or what a
 *     regulariser comes with
 */
@Internal
public record Word(String name, Class<?> point, PartType<?> part, Optional<PartType<?>> posterior) {

    /** The word of models that name their posterior, and of the posterior beside a regulariser. */
    public static final String USUAL = "gaussian";

    private static final String VARIANT = ModelSections.VARIANT.key();
    private static final String START = ModelSections.START.key();

    private static final List<Class<?>> POINTS =
            List.of(WholeModel.class, Shorthand.class, PosteriorPart.class, RegularizerPart.class);

    /**
     * Returns the words of all plugins, by name.
     *
     * @throws IllegalArgumentException if two parts have one word
     */
    public static SortedMap<String, Word> all(Plugins plugins) {
        SortedMap<String, Word> words = new TreeMap<>();
        Optional<PartType<?>> usual =
                plugins.of(PosteriorPart.class).types().values().stream()
                        .filter(type -> type.part().variant().equals(USUAL))
                        .<PartType<?>>map(type -> type)
                        .findFirst();
        for (Class<?> point : POINTS) {
            for (PartType<?> part : plugins.of(point).types().values()) {
                Word word = of(point, part, usual);
                if (!word.name.isEmpty() && words.put(word.name, word) != null) {
                    throw new IllegalArgumentException(
                            "%s '%s' has the word '%s' after 'variant', which another part has"
                                    .formatted(plugins.of(point).kind(), part.name(), word.name));
                }
            }
        }
        return words;
    }

    private static Word of(Class<?> point, PartType<?> part, Optional<PartType<?>> usual) {
        boolean isPosterior = point == PosteriorPart.class;
        return new Word(
                isName(point) ? part.name() : part.part().variant(),
                point,
                part,
                isPosterior ? Optional.of(part) : usual.filter(of -> !isName(point)));
    }

    /** Returns whether the names of the parts of an extension point are words. */
    public static boolean isName(Class<?> point) {
        return point == WholeModel.class || point == Shorthand.class;
    }

    /** Returns the word of a model; empty if it is missing or unknown. */
    static Optional<Word> of(Mapping model, Map<String, Word> words) {
        return model.get(VARIANT)
                .flatMap(named -> Optional.ofNullable(words.get(named.json().asText())));
    }

    public boolean isRegularizer() {
        return point == RegularizerPart.class;
    }

    /** Returns the name of the part if a config can also name the part itself. */
    public Optional<String> partName() {
        return Optional.of(part.name()).filter(of -> !isName(point));
    }

    /** Returns the parts whose keys a model of this word has. */
    public List<PartType<?>> parts() {
        return Stream.concat(posterior.stream(), Stream.<PartType<?>>of(part)).distinct().toList();
    }

    /** Returns the keys of a model of this word. */
    public List<SettingKey> keys() {
        return Stream.concat(
                        ownKeys().stream(), isRegularizer() ? part.keys().stream() : Stream.empty())
                .toList();
    }

    /** Returns the keys but for those of a regulariser. */
    public List<SettingKey> ownKeys() {
        return isName(point) ? part.keys() : ofPosterior(SettingKey::isAlwaysWritten);
    }

    /** Returns the keys of the posterior that are no keys of the model: they need its section. */
    public List<SettingKey> rareKeys() {
        return ofPosterior(key -> !key.isAlwaysWritten());
    }

    private List<SettingKey> ofPosterior(Predicate<SettingKey> which) {
        return posterior.stream().flatMap(of -> of.keys().stream()).filter(which).toList();
    }

    List<String> ownKeyNames() {
        return ownKeys().stream().map(SettingKey::name).toList();
    }

    /** Returns whether {@code start} is a key of the word, and its plain values are not a run. */
    boolean hasOwnStart() {
        return ownKeyNames().contains(START);
    }

    /**
     * Returns whether the word takes a text as {@code latent}.
     *
     * @param isHierarchy whether the text is a hierarchy, else a product
     */
    boolean takesText(boolean isHierarchy) {
        Optional<SettingKey> latent =
                ownKeys().stream()
                        .filter(key -> key.name().equals(ModelSections.LATENT.key()))
                        .findFirst();
        return isRegularizer()
                || (isHierarchy
                        ? point == PosteriorPart.class
                                || latent.filter(SettingKey::isRequired).isEmpty()
                        : latent.filter(key -> key.component().getType() == String.class)
                                .isPresent());
    }

    /**
     * Returns the papers that introduce what the word means: of a posterior the first of its own. A
     * regulariser and a whole model are cited as parts of the model.
     */
    public List<String> papers() {
        long count =
                point == Shorthand.class ? Long.MAX_VALUE : point == PosteriorPart.class ? 1 : 0;
        return Papers.of(part.type()).stream().limit(count).toList();
    }

    /** Reads the keys of a model that belong to no section, but for those of a regulariser. */
    Chosen read(Mapping model, ConfigNode named, Binder binder, Plugins plugins) {
        List<String> others = ofAllModels();
        if (model.get(START).orElse(named) instanceof Scalar && hasOwnStart()) {
            others.remove(START);
        }
        if (isRegularizer()) {
            requireFree(named, part.keyNames(), others, "");
            others.addAll(part.keyNames());
        }
        requireFree(named, ownKeyNames(), others, START);
        Mapping own = model.without(others);
        return new Chosen(
                this,
                isName(point)
                        ? Optional.of(binder.bind(own, part.type(), others))
                        : readPosterior(own, others, binder, plugins));
    }

    /** Without a key of the posterior, the model names another one. */
    private Optional<Object> readPosterior(
            Mapping own, List<String> others, Binder binder, Plugins plugins) {
        List<String> keys = ownKeyNames();
        List<String> known = new ArrayList<>(others);
        known.addAll(keys);
        Class<?> type = posterior.orElse(part).type();
        boolean isSet =
                own.only(keys).members().values().stream()
                        .anyMatch(member -> !member.value().isNull());
        if (isSet) {
            Object read = binder.bindAmong(own, type, known, Map.of());
            Binder.check(own, () -> PartType.check(read, plugins));
            return Optional.of(read);
        }
        binder.requireKnown(own, type, known);
        return Optional.empty();
    }

    private static void requireFree(
            ConfigNode named, List<String> keys, List<String> others, String exempt) {
        for (String key : keys) {
            if (others.contains(key) && !key.equals(exempt)) {
                throw SpecException.at(
                        named.place(),
                        "variant '%s' cannot be used: its setting '%s' is a key of all models"
                                .formatted(named.text(), key));
            }
        }
    }

    /** Returns the keys that models of all words have. */
    static List<String> ofAllModels() {
        List<String> keys = new ArrayList<>(ModelSections.SHARED);
        keys.add(VARIANT);
        keys.add(ModelLabels.KEY);
        return keys;
    }

    /**
     * The word of a model with the values of its keys.
     *
     * @param part the posterior, whole model or shorthand with these values; absent: none of the
     *     keys of a posterior is set, and the model names another one
     */
    public record Chosen(Word word, Optional<Object> part) {

        /**
         * Returns the word of a part with its settings.
         *
         * @param part a posterior with a word, a whole model or a shorthand
         * @throws IllegalArgumentException if the part has no word, or a setting that is no key of
         *     its models
         */
        public static Chosen of(Record part) {
            PartType<?> type = new PartType<>(part.getClass());
            Class<?> point =
                    POINTS.stream()
                            .filter(each -> each.isInstance(part))
                            .findFirst()
                            .orElse(PosteriorPart.class);
            Word word = Word.of(point, type, Optional.empty());
            Chosen chosen = new Chosen(word, Optional.of(part));
            ObjectNode keys = chosen.keys();
            if (word.name.isEmpty()
                    || word.isRegularizer()
                    || word.rareKeys().stream().anyMatch(key -> keys.has(key.name()))) {
                throw new IllegalArgumentException(
                        "no variant has the keys of this %1$s '%2$s': choose it as the %1$s of the model"
                                .formatted(Registry.kind(point), type.name()));
            }
            return chosen;
        }

        Optional<PosteriorPart> posterior() {
            return part.flatMap(
                    of ->
                            of instanceof Shorthand shorthand
                                    ? shorthand.posterior()
                                    : as(PosteriorPart.class, of));
        }

        Optional<EstimatorPart> estimator() {
            return part.flatMap(of -> as(Shorthand.class, of)).map(Shorthand::estimator);
        }

        Optional<WholeModel> whole() {
            return part.flatMap(of -> as(WholeModel.class, of));
        }

        private static <P> Optional<P> as(Class<P> point, Object part) {
            return point.isInstance(part) ? Optional.of(point.cast(part)) : Optional.empty();
        }

        /** Returns the word and its keys with their values, null if they are not set. */
        public ObjectNode tree() {
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            return tree.put(VARIANT, word.name).setAll(keys());
        }

        private ObjectNode keys() {
            ObjectNode keys = JsonNodeFactory.instance.objectNode();
            part.ifPresentOrElse(
                    of -> keys.setAll((ObjectNode) Binder.tree(of)),
                    () -> word.ownKeyNames().forEach(keys::putNull));
            return keys;
        }
    }
}
