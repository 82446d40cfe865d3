// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.vaelab.reports.comparison.ComparedModel;

/**
 * What a paragraph says of models: first the clauses that hold for all, then the others, one sentence
 * for each group of models with the same ones. So each sentence holds for every model in it.
 */
final class ModelClauses {

    /** A topic with more different clauses is left to the table of settings. */
    private static final int MOST_CLAUSES = 8;

    /**
     * What is known of a model.
     *
     * @param clauses by topic, in order
     * @param papers the keys of the papers to cite
     */
    record Facts(Map<String, String> clauses, Set<String> papers) {

        static final Facts NONE = new Facts(Map.of(), Set.of());

        boolean isAny() {
            return !clauses.isEmpty() || !papers.isEmpty();
        }
    }

    /** Makes a sentence, without its full stop, from clauses and a citation, one of which may be empty. */
    @FunctionalInterface
    interface Sentence {
        String of(Subject subject, List<String> clauses, String cited);
    }

    private final List<ComparedModel> models;
    private final Map<ComparedModel, Facts> facts = new LinkedHashMap<>();

    ModelClauses(List<ComparedModel> models, Function<ComparedModel, Facts> of) {
        this.models = models;
        models.forEach(model -> facts.put(model, of.apply(model)));
    }

    /**
     * Returns a sentence for each different remark on models, which names them if it is not on all.
     *
     * @param of the remark on a model, a sentence without its full stop
     */
    static List<String> remarks(
            List<ComparedModel> models, Function<ComparedModel, Optional<String>> of) {
        List<String> sentences = new ArrayList<>();
        groups(models, of)
                .forEach(
                        (remark, subject) ->
                                sentences.add(
                                        subject.isAll()
                                                ? Words.capital(remark) + "."
                                                : "For " + subject.inner() + ", " + remark + "."));
        return sentences;
    }

    /** Groups models by a fact; those without it are in no group. */
    static <T> Map<T, Subject> groups(
            List<ComparedModel> models, Function<ComparedModel, Optional<T>> of) {
        Map<T, List<ComparedModel>> having = new LinkedHashMap<>();
        for (ComparedModel model : models) {
            of.apply(model)
                    .ifPresent(
                            fact ->
                                    having.computeIfAbsent(fact, f -> new ArrayList<>())
                                            .add(model));
        }
        Map<T, Subject> groups = new LinkedHashMap<>();
        having.forEach(
                (fact, with) -> {
                    List<ComparedModel> without = new ArrayList<>(models);
                    without.removeAll(with);
                    groups.put(fact, new Subject(with, without));
                });
        return groups;
    }

    List<String> sentences(Sentence sentence) {
        Set<String> common = new TreeSet<>();
        facts.values().forEach(of -> common.addAll(of.papers()));
        facts.values().forEach(of -> common.retainAll(of.papers()));
        List<String> sentences = new ArrayList<>();
        for (boolean shared : new boolean[] {true, false}) {
            groups(models, model -> Optional.of(part(model, shared, common)).filter(Facts::isAny))
                    .forEach(
                            (of, subject) -> {
                                List<String> clauses = List.copyOf(of.clauses().values());
                                String cited = Bibliography.cite(of.papers());
                                sentences.add(sentence.of(subject, clauses, cited) + ".");
                            });
        }
        return sentences;
    }

    /** Returns what is known of a model that all share, or the rest. */
    private Facts part(ComparedModel model, boolean shared, Set<String> common) {
        Facts of = facts.getOrDefault(model, Facts.NONE);
        Map<String, String> clauses = new LinkedHashMap<>(of.clauses());
        clauses.keySet()
                .removeIf(
                        topic -> {
                            long different = different(topic);
                            return (different == 1) != shared || different > MOST_CLAUSES;
                        });
        Set<String> papers = new TreeSet<>(shared ? common : of.papers());
        if (!shared) {
            papers.removeAll(common);
        }
        return new Facts(clauses, papers);
    }

    private long different(String topic) {
        return facts.values().stream()
                .map(of -> Optional.ofNullable(of.clauses().get(topic)))
                .distinct()
                .count();
    }
}
