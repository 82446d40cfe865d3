// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.text.ListText;

/**
 * A fact and the models that it holds for: what a sentence of a template says, and of whom.
 *
 * @param <T> the fact, whose components the template names
 */
record Said<T>(Subject of, T is) {

    /** A topic with more different clauses is left to the table of settings. */
    private static final int MOST_CLAUSES = 8;

    /** What is known of a model on one topic; several facts where its runs differ. */
    @FunctionalInterface
    interface Fact<T> {
        Stream<T> of(ComparedModel model);
    }

    /** Returns each different fact with its models; a model without one is in no group. */
    static <T> List<Said<T>> each(List<ComparedModel> models, Fact<T> fact) {
        Map<T, List<ComparedModel>> having = new LinkedHashMap<>();
        for (ComparedModel model : models) {
            fact.of(model)
                    .distinct()
                    .forEach(f -> having.computeIfAbsent(f, k -> new ArrayList<>()).add(model));
        }
        return having.entrySet().stream()
                .map(of -> new Said<>(Subject.of(of.getValue(), models), of.getKey()))
                .toList();
    }

    /**
     * Clauses of one sentence on some models, and the papers that it cites, one of which may be
     * empty.
     *
     * @param clauses LaTeX source
     * @param keys of the papers
     */
    record Clauses(List<String> clauses, Set<String> keys) {

        String list() {
            return ListText.of(clauses);
        }

        String and() {
            return String.join(" and ", clauses);
        }

        String words() {
            return String.join(" ", clauses);
        }

        /** Returns the citation behind a word. */
        String cited() {
            return Bibliography.cite(keys);
        }

        /** Returns the citation as an object. */
        String papers() {
            return cited().replace("~", "");
        }
    }

    /**
     * Returns the clauses that all models share, then those of each group of models with the same
     * others.
     *
     * @param topics what may be said, in order
     * @param papers the keys of the papers to cite
     */
    static List<Said<Clauses>> clauses(
            List<ComparedModel> models,
            List<Fact<String>> topics,
            Function<ComparedModel, Set<String>> papers) {
        Set<String> common = new TreeSet<>();
        models.forEach(model -> common.addAll(papers.apply(model)));
        models.forEach(model -> common.retainAll(papers.apply(model)));
        List<Fact<String>> shared = new ArrayList<>();
        List<Fact<String>> others = new ArrayList<>();
        for (Fact<String> topic : topics) {
            long different = models.stream().map(model -> clause(topic, model)).distinct().count();
            if (different <= MOST_CLAUSES) {
                (different == 1 ? shared : others).add(topic);
            }
        }
        List<Said<Clauses>> said = new ArrayList<>(group(models, shared, model -> common));
        said.addAll(
                group(
                        models,
                        others,
                        model -> {
                            Set<String> own = new TreeSet<>(papers.apply(model));
                            own.removeAll(common);
                            return own;
                        }));
        return said;
    }

    private static List<Said<Clauses>> group(
            List<ComparedModel> models,
            List<Fact<String>> topics,
            Function<ComparedModel, Set<String>> papers) {
        return each(
                models,
                model ->
                        Stream.of(
                                        new Clauses(
                                                topics.stream()
                                                        .map(topic -> clause(topic, model))
                                                        .filter(clause -> !clause.isEmpty())
                                                        .toList(),
                                                papers.apply(model)))
                                .filter(of -> !of.clauses().isEmpty() || !of.keys().isEmpty()));
    }

    private static String clause(Fact<String> topic, ComparedModel model) {
        return ListText.of(topic.of(model).distinct().toList());
    }

    /**
     * The models that a sentence speaks of.
     *
     * @param models at least one of them
     * @param others the other models of the comparison
     */
    record Subject(List<ComparedModel> models, List<ComparedModel> others) {

        /** So many exceptions are shorter than the list of the rest. */
        private static final int MOST_EXCEPTIONS = 2;

        static Subject of(List<ComparedModel> some, List<ComparedModel> all) {
            return new Subject(some, all.stream().filter(model -> !some.contains(model)).toList());
        }

        boolean isAll() {
            return others.isEmpty();
        }

        String has() {
            return models.size() == 1 ? "has" : "have";
        }

        String be() {
            return models.size() == 1 ? "is" : "are";
        }

        /** Returns the ending of a verb. */
        String s() {
            return models.size() == 1 ? "s" : "";
        }

        /** Returns the subject as the start of a sentence. */
        String text() {
            if (models.size() == 1) {
                return (isAll() ? "The model " : "Model ") + labels(models);
            }
            if (isAll()) {
                return "All models";
            }
            return others.size() <= MOST_EXCEPTIONS && models.size() > others.size() + 1
                    ? "All models except " + labels(others)
                    : "Models " + labels(models);
        }

        /** Returns the subject inside a sentence. */
        String inner() {
            return Character.toLowerCase(text().charAt(0)) + text().substring(1);
        }

        /** Returns what limits a remark to some models; nothing if it holds for all. */
        String lead() {
            return isAll() ? "" : "For " + inner() + ", ";
        }

        /** Returns the runs of the models as the start of a sentence. */
        String runs() {
            return isAll() ? "All runs" : "The runs of " + inner();
        }

        private static String labels(List<ComparedModel> models) {
            return ListText.of(models.stream().map(model -> model.label().latex()).toList());
        }
    }
}
