// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;

/** The sentences on the models and their parts. */
final class SetupModels {

    /** The choices of a record that are parts of a model, with their nouns. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("posterior", "posterior");
        PARTS.put("prior", "prior");
        PARTS.put("likelihood", "likelihood");
        PARTS.put("regularizer", "regulariser");
        PARTS.put("inference", "inference");
        PARTS.put("estimator", "objective");
    }

    private static final String SPACE = "latentSpace";
    private static final String CONDITION = "condition";
    private static final Set<String> ELSEWHERE =
            Set.of(Bibliography.METRIC, Bibliography.OPTIMIZER, Bibliography.DATA_SOURCE);

    private final Comparison comparison;
    private final Bibliography methods;
    private final boolean table;

    /**
     * Reads the models.
     *
     * @param table whether the document has a table of the settings in which models differ
     */
    SetupModels(Comparison comparison, Bibliography methods, boolean table) {
        this.comparison = comparison;
        this.methods = methods;
        this.table = table;
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
        sentences.addAll(new ModelClauses(models, this::facts).sentences(SetupModels::sentence));
        sentences.addAll(
                ModelClauses.remarks(models, model -> choice(model, CONDITION).map(this::given)));
        ModelClauses.groups(models, SetupModels::start)
                .forEach((start, of) -> sentences.add("The training of " + of.inner() + start));
        if (table) {
            sentences.add(
                    "Table~\\ref{tab:differences} lists the settings in which the models differ.");
        }
        return sentences;
    }

    /** Returns the start of all runs that ended; empty if they differ. */
    private static Optional<String> start(ComparedModel model) {
        List<Optional<String>> starts =
                model.ended().stream()
                        .map(run -> Optional.ofNullable(run.provenance().start()))
                        .map(start -> start.map(SetupModels::text))
                        .distinct()
                        .toList();
        return starts.size() == 1 ? starts.get(0) : Optional.empty();
    }

    private static String text(Provenance.Start start) {
        String what = start.parts().equals("all") ? "all parameters" : "the " + start.parts();
        return " starts from "
                + what
                + " of the trained model "
                + Escape.latex(start.model())
                + (start.frozen() ? ", which it leaves unchanged." : ".");
    }

    private static String label(ComparedModel model) {
        return model.label().latex();
    }

    private String given(String condition) {
        return "the likelihood is that of x given " + Escape.latex(condition);
    }

    /** Returns a choice of the first run that ended; it is the same for all seeds. */
    private static Optional<String> choice(ComparedModel model, String name) {
        return model.ended().stream()
                .findFirst()
                .flatMap(run -> Optional.ofNullable(run.provenance().choices().get(name)));
    }

    private ModelClauses.Facts facts(ComparedModel model) {
        Map<String, String> parts = new LinkedHashMap<>();
        PARTS.forEach(
                (choice, noun) ->
                        choice(model, choice)
                                .ifPresent(value -> parts.put(choice, phrase(value, noun))));
        choice(model, SPACE)
                .ifPresent(space -> parts.put(SPACE, "latent space " + Words.space(space)));
        Set<String> papers =
                methods.keys(model.ended(), method -> !ELSEWHERE.contains(method.kind()));
        return new ModelClauses.Facts(parts, papers);
    }

    private static String sentence(Subject subject, List<String> parts, String cited) {
        return parts.isEmpty()
                ? subject.text() + subject.verb(" follows", " follow") + cited.replace("~", " ")
                : subject.text()
                        + subject.verb(" has ", " have ")
                        + ListText.of(articles(parts))
                        + cited;
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
