// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
        return groups(models, of).entrySet().stream()
                .map(
                        group ->
                                group.getValue().isAll()
                                        ? Words.capital(group.getKey()) + "."
                                        : "For "
                                                + group.getValue().inner()
                                                + ", "
                                                + group.getKey()
                                                + ".")
                .toList();
    }

    /** Groups models by a fact; those without it are in no group. */
    static <T> Map<T, Subject> groups(
            List<ComparedModel> models, Function<ComparedModel, Optional<T>> of) {
        Map<T, List<ComparedModel>> having = new LinkedHashMap<>();
        models.forEach(
                model ->
                        of.apply(model)
                                .ifPresent(
                                        fact ->
                                                having.computeIfAbsent(fact, f -> new ArrayList<>())
                                                        .add(model)));
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
        for (Function<ComparedModel, Facts> part :
                List.<Function<ComparedModel, Facts>>of(
                        model -> new Facts(clauses(model, true), common),
                        model -> new Facts(clauses(model, false), without(model, common)))) {
            groups(models, model -> Optional.of(part.apply(model)).filter(f -> !isEmpty(f)))
                    .forEach(
                            (of, subject) ->
                                    sentences.add(
                                            sentence.of(
                                                            subject,
                                                            List.copyOf(of.clauses().values()),
                                                            Bibliography.cite(of.papers()))
                                                    + "."));
        }
        return sentences;
    }

    private static boolean isEmpty(Facts facts) {
        return facts.clauses().isEmpty() && facts.papers().isEmpty();
    }

    private Set<String> without(ComparedModel model, Set<String> common) {
        Set<String> papers = new TreeSet<>(facts.getOrDefault(model, Facts.NONE).papers());
        papers.removeAll(common);
        return papers;
    }

    /** Returns the clauses of a model that all share, or the others. */
    private Map<String, String> clauses(ComparedModel model, boolean shared) {
        Map<String, String> clauses = new LinkedHashMap<>();
        facts.getOrDefault(model, Facts.NONE)
                .clauses()
                .forEach(
                        (topic, clause) -> {
                            Set<Optional<String>> all = new LinkedHashSet<>();
                            facts.values()
                                    .forEach(
                                            f ->
                                                    all.add(
                                                            Optional.ofNullable(
                                                                    f.clauses().get(topic))));
                            if ((all.size() == 1) == shared && all.size() <= MOST_CLAUSES) {
                                clauses.put(topic, clause);
                            }
                        });
        return clauses;
    }
}
