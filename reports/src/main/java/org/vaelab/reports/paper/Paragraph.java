// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.text.ListText;

/** A paragraph on models. A sentence names its models unless it holds for all of them. */
final class Paragraph {

    /** A topic with more different clauses is left to the table of settings. */
    private static final int MOST_CLAUSES = 8;

    /** What is known of a model on one topic, as LaTeX source without a full stop. */
    @FunctionalInterface
    interface Fact {
        Optional<String> of(ComparedModel model);
    }

    /** Makes a sentence, without its full stop, from clauses and a citation, one of which may be empty. */
    @FunctionalInterface
    interface Sentence {
        String of(Subject subject, List<String> clauses, String cited);
    }

    private record Clauses(Map<String, String> byTopic, Set<String> papers) {

        boolean isAny() {
            return !byTopic.isEmpty() || !papers.isEmpty();
        }
    }

    private final String title;
    private final List<String> sentences = new ArrayList<>();
    private List<ComparedModel> models;

    Paragraph(String title, List<ComparedModel> models) {
        this.title = title;
        this.models = models;
    }

    /** Makes the following sentences about other models. */
    Paragraph on(List<ComparedModel> others) {
        models = others;
        return this;
    }

    Paragraph say(String sentence) {
        sentences.add(sentence);
        return this;
    }

    Paragraph say(Optional<String> sentence) {
        sentence.ifPresent(sentences::add);
        return this;
    }

    Paragraph say(List<String> several) {
        sentences.addAll(several);
        return this;
    }

    /** Adds a sentence for each different fact. */
    Paragraph each(Fact fact, BiFunction<String, Subject, String> sentence) {
        groups(models, fact::of).forEach((text, of) -> say(sentence.apply(text, of)));
        return this;
    }

    /** Adds a sentence for each different remark, a sentence without its full stop. */
    Paragraph remark(Fact fact) {
        return each(
                fact,
                (remark, of) ->
                        of.isAll()
                                ? Words.capital(remark) + "."
                                : "For " + of.inner() + ", " + remark + ".");
    }

    /**
     * Adds a sentence with the clauses that all models share, then one for each group of models with the same
     * others.
     *
     * @param topics the clauses by topic
     * @param papers the keys of the papers to cite
     */
    Paragraph clauses(
            Map<String, Fact> topics,
            Function<ComparedModel, Set<String>> papers,
            Sentence sentence) {
        Set<String> common = new TreeSet<>();
        models.forEach(model -> common.addAll(papers.apply(model)));
        models.forEach(model -> common.retainAll(papers.apply(model)));
        Map<String, Fact> shared = new LinkedHashMap<>();
        Map<String, Fact> others = new LinkedHashMap<>();
        topics.forEach(
                (topic, fact) -> {
                    long different = models.stream().map(fact::of).distinct().count();
                    if (different <= MOST_CLAUSES) {
                        (different == 1 ? shared : others).put(topic, fact);
                    }
                });
        clauses(shared, sentence, model -> common);
        clauses(
                others,
                sentence,
                model -> {
                    Set<String> own = new TreeSet<>(papers.apply(model));
                    own.removeAll(common);
                    return own;
                });
        return this;
    }

    private void clauses(
            Map<String, Fact> topics,
            Sentence sentence,
            Function<ComparedModel, Set<String>> papers) {
        groups(
                        models,
                        model -> {
                            Map<String, String> clauses = new LinkedHashMap<>();
                            topics.forEach((t, f) -> f.of(model).ifPresent(c -> clauses.put(t, c)));
                            return Optional.of(new Clauses(clauses, papers.apply(model)))
                                    .filter(Clauses::isAny);
                        })
                .forEach(
                        (of, subject) -> {
                            List<String> clauses = List.copyOf(of.byTopic().values());
                            String cited = Bibliography.cite(of.papers());
                            say(sentence.of(subject, clauses, cited) + ".");
                        });
    }

    /** Groups models by a fact; those without it are in no group. */
    static <T> Map<T, Subject> groups(
            List<ComparedModel> models, Function<ComparedModel, Optional<T>> fact) {
        Map<T, List<ComparedModel>> having = new LinkedHashMap<>();
        for (ComparedModel model : models) {
            fact.apply(model)
                    .ifPresent(f -> having.computeIfAbsent(f, k -> new ArrayList<>()).add(model));
        }
        Map<T, Subject> groups = new LinkedHashMap<>();
        having.forEach((f, with) -> groups.put(f, Subject.of(with, models)));
        return groups;
    }

    /** Returns the paragraph; nothing without a sentence. */
    String latex() {
        return sentences.isEmpty()
                ? ""
                : "\\paragraph{" + title + ".}\n" + String.join("\n", sentences) + "\n\n";
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

        /** Returns the subject with the word for one model or that for several. */
        String with(String one, String several) {
            return text() + (models.size() == 1 ? one : several);
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

        private static String labels(List<ComparedModel> models) {
            return ListText.of(models.stream().map(model -> model.label().latex()).toList());
        }
    }
}
