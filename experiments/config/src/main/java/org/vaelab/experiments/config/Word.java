// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * A word that a config may write after {@code variant}, and the part that it stands for. The keys
 * of the part are keys of the model. A posterior and a regulariser have a word if they announce
 * one; that of a {@link WholeModel} and of a {@link Shorthand} is its name.
 *
 * @param point the extension point of the part
 * @param beside the posterior that a regulariser comes with, and whose keys the model has too
 */
@Internal
public record Word(
        String name, Class<?> point, PartType<?> part, Optional<PartType<PosteriorPart>> beside) {

    /** The word of models that name their posterior, and of the posterior beside a regulariser. */
    public static final String USUAL = "gaussian";

    /**
     * Returns the words of all plugins, by name.
     *
     * @throws IllegalArgumentException if two parts have one word
     */
    public static SortedMap<String, Word> all(Plugins plugins) {
        SortedMap<String, Word> words = new TreeMap<>();
        Optional<PartType<PosteriorPart>> usual =
                plugins.of(PosteriorPart.class).types().values().stream()
                        .filter(type -> type.part().variant().equals(USUAL))
                        .findFirst();
        for (Class<?> point :
                List.of(
                        WholeModel.class,
                        Shorthand.class,
                        PosteriorPart.class,
                        RegularizerPart.class)) {
            boolean isNamed = point == WholeModel.class || point == Shorthand.class;
            for (PartType<?> part : plugins.of(point).types().values()) {
                String name = isNamed ? part.name() : part.part().variant();
                Word word =
                        new Word(
                                name,
                                point,
                                part,
                                usual.filter(of -> point == RegularizerPart.class));
                if (!name.isEmpty() && words.put(name, word) != null) {
                    throw new IllegalArgumentException(
                            "%s '%s' has the word '%s' after 'variant', which another part has"
                                    .formatted(plugins.of(point).kind(), part.name(), name));
                }
            }
        }
        return words;
    }

    boolean isRegularizer() {
        return point == RegularizerPart.class;
    }

    /** Returns whether the model may name another posterior than that of the word. */
    boolean isPosterior() {
        return point == PosteriorPart.class;
    }

    /** Returns the name of the part if a config can also name the part itself. */
    public Optional<String> partName() {
        return Optional.of(part.name()).filter(of -> isPosterior() || isRegularizer());
    }

    /** Returns the parts whose keys a model of this word has. */
    public List<PartType<?>> parts() {
        return Stream.<PartType<?>>concat(beside.stream(), Stream.of(part)).toList();
    }

    /** Returns the keys of a model of this word. */
    public List<SettingKey> keys() {
        return Stream.concat(
                        ownKeys().stream(), isRegularizer() ? part.keys().stream() : Stream.empty())
                .toList();
    }

    /**
     * Returns the keys but for those of a regulariser. Of a posterior they are those that every
     * config has: a rare setting needs the section {@code posterior}.
     */
    public List<SettingKey> ownKeys() {
        if (isRegularizer()) {
            return beside.map(Word::written).orElse(List.of());
        }
        return isPosterior() ? written(part) : part.keys();
    }

    List<String> ownKeyNames() {
        return ownKeys().stream().map(SettingKey::name).toList();
    }

    private static List<SettingKey> written(PartType<?> posterior) {
        return posterior.keys().stream().filter(SettingKey::isAlwaysWritten).toList();
    }

    /** Returns the papers that introduce what the word means: of a posterior the first of its own. */
    public List<String> papers() {
        List<String> papers = Papers.of(part.type());
        return isPosterior() ? papers.stream().limit(1).toList() : papers;
    }

    /**
     * The word of a model with the values of its keys.
     *
     * @param part the posterior, whole model or shorthand with these values; absent: none of the
     *     keys of a posterior is set, and the model names another one
     * @param sections the sections of the model that the word stands for
     */
    public record Chosen(Word word, Optional<Object> part, Set<String> sections) {

        public Chosen {
            sections = Set.copyOf(sections);
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

        /** Returns the keys with their values, null if they are not set. */
        ObjectNode keys() {
            ObjectNode keys = JsonNodeFactory.instance.objectNode();
            part.ifPresentOrElse(
                    of -> keys.setAll((ObjectNode) Binder.tree(of)),
                    () -> word.ownKeyNames().forEach(keys::putNull));
            return keys;
        }
    }
}
