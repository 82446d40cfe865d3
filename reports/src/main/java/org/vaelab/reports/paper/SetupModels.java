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
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.ListText;

/** The sentences on the models: the parts that all share once, then those of each model. */
final class SetupModels {

    /** The choices of a record that are parts of a model, with their nouns. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("posterior", "posterior");
        PARTS.put("prior", "prior");
        PARTS.put("likelihood", "likelihood");
        PARTS.put("inference", "inference");
        PARTS.put("estimator", "objective");
    }

    private static final String SPACE = "latentSpace";
    private static final Set<String> ELSEWHERE =
            Set.of(Bibliography.METRIC, Bibliography.OPTIMIZER, Bibliography.DATA_SOURCE);

    private final Comparison comparison;
    private final Map<ComparedModel, Map<String, String>> choices = new LinkedHashMap<>();
    private final Map<ComparedModel, Set<String>> papers = new LinkedHashMap<>();

    private final boolean table;

    /**
     * Reads the models.
     *
     * @param table whether the document has a table of the settings in which models differ
     */
    SetupModels(Comparison comparison, Bibliography methods, boolean table) {
        this.table = table;
        this.comparison = comparison;
        for (ComparedModel model : comparison.models()) {
            List<RunRecord> ended =
                    model.runs().stream().flatMap(run -> run.ended().stream()).toList();
            Set<String> keys = new TreeSet<>();
            ended.stream()
                    .flatMap(run -> run.methods().stream())
                    .filter(method -> !ELSEWHERE.contains(method.kind()))
                    .forEach(method -> keys.add(methods.key(method)));
            papers.put(model, keys);
            ended.stream()
                    .findFirst()
                    .ifPresent(run -> choices.put(model, run.provenance().choices()));
        }
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        List<ComparedModel> models = comparison.models();
        String labels = ListText.of(models.stream().map(SetupModels::label).toList());
        if (models.size() > 1) {
            sentences.add("We compare " + Words.number(models.size()) + " models: " + labels + ".");
        }
        comparison
                .baseline()
                .ifPresent(baseline -> sentences.add("The baseline is " + label(baseline) + "."));
        shared().ifPresent(sentences::add);
        own(sentences);
        sentences.addAll(SetupStarts.sentences(comparison));
        if (table) {
            sentences.add(
                    "Table~\\ref{tab:differences} lists the settings in which the models differ.");
        }
        return sentences;
    }

    private static String label(ComparedModel model) {
        return model.label().latex();
    }

    private Optional<String> common(String choice) {
        List<String> values =
                choices.values().stream()
                        .map(of -> of.getOrDefault(choice, ""))
                        .distinct()
                        .toList();
        return values.size() == 1 && !values.get(0).isEmpty()
                ? Optional.of(values.get(0))
                : Optional.empty();
    }

    private Set<String> commonPapers() {
        Set<String> common = new TreeSet<>();
        papers.values().forEach(common::addAll);
        papers.values().forEach(common::retainAll);
        return common;
    }

    private Optional<String> shared() {
        List<String> parts = new ArrayList<>();
        PARTS.forEach(
                (choice, noun) ->
                        common(choice).ifPresent(value -> parts.add(phrase(value, noun))));
        common(SPACE).ifPresent(space -> parts.add("latent space " + Words.space(space)));
        String cited = Bibliography.cite(commonPapers());
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        boolean one = comparison.models().size() == 1;
        String subject =
                one
                        ? "The model " + label(comparison.models().get(0)) + " has "
                        : "All models have ";
        return Optional.of(subject + ListText.of(articles(parts)) + cited + ".");
    }

    /** Adds a sentence for each group of models with the same other parts. */
    private void own(List<String> sentences) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        Set<String> common = commonPapers();
        for (ComparedModel model : comparison.models()) {
            Map<String, String> of = choices.getOrDefault(model, Map.of());
            List<String> parts = new ArrayList<>();
            PARTS.forEach(
                    (choice, noun) -> {
                        String value = of.get(choice);
                        if (value != null && common(choice).isEmpty()) {
                            parts.add(phrase(value, noun));
                        }
                    });
            if (of.containsKey(SPACE) && common(SPACE).isEmpty()) {
                parts.add("latent space " + Words.space(of.get(SPACE)));
            }
            Set<String> further = new LinkedHashSet<>(papers.getOrDefault(model, Set.of()));
            further.removeAll(common);
            if (!parts.isEmpty() || !further.isEmpty()) {
                String what =
                        parts.isEmpty()
                                ? "@follow" + Bibliography.cite(further).replace("~", " ")
                                : "@have "
                                        + ListText.of(articles(parts))
                                        + Bibliography.cite(further);
                groups.computeIfAbsent(what, w -> new ArrayList<>()).add(label(model));
            }
        }
        groups.forEach(
                (what, of) -> {
                    boolean one = of.size() == 1;
                    sentences.add(
                            (one ? "Model " : "Models ")
                                    + ListText.of(of)
                                    + what.replace("@follow", one ? " follows" : " follow")
                                            .replace("@have", one ? " has" : " have")
                                    + ".");
                });
    }

    private static String phrase(String value, String noun) {
        return Words.part(value) + " " + noun;
    }

    private static List<String> articles(List<String> parts) {
        List<String> all = new ArrayList<>();
        for (String part : parts) {
            boolean bare = part.endsWith(" inference");
            boolean the = part.startsWith("latent space") || part.endsWith(" objective");
            all.add(bare ? part : the ? "the " + part : Words.article(part));
        }
        return all;
    }
}
