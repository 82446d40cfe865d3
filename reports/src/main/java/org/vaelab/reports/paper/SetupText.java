// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * {@code setup.tex}: the experimental setup in a few paragraphs that an author edits.
 *
 * <p>Sentences come from settings and records. What is not known has no sentence. A sentence names its
 * models unless it holds for all of them.
 */
final class SetupText {

    /** The file name of a jar as Maven writes it: name, version. */
    private static final Pattern VERSIONED = Pattern.compile("^(.+?)-(\\d.*)\\.jar$");

    private final Comparison comparison;
    private final List<ComparedModel> models;
    private final List<Table> tables;
    private final StringBuilder out = new StringBuilder();

    private SetupText(Comparison comparison, List<Table> tables) {
        this.comparison = comparison;
        this.models = comparison.models();
        this.tables = tables;
    }

    static String of(Comparison comparison, Bibliography methods, List<Table> tables) {
        SetupText text = new SetupText(comparison, tables);
        text.paragraph("Data", new SetupData(comparison).sentences());
        text.paragraph(
                "Models",
                new SetupModels(comparison, methods, text.hasTable("differences")).sentences());
        text.paragraph("Networks", SetupNetworks.sentences(comparison));
        text.paragraph("Training", text.training(methods));
        text.paragraph("Evaluation", new SetupEvaluation(comparison, methods).sentences());
        text.paragraph("Implementation", text.implementation());
        return LatexFile.of(
                "The experimental setup, from the plan and the records. Edit a copy.",
                List.of(),
                text.out.toString());
    }

    private void paragraph(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out.append("\\paragraph{").append(title).append(".}\n");
            sentences.forEach(sentence -> out.append(sentence).append('\n'));
            out.append('\n');
        }
    }

    private boolean hasTable(String id) {
        return tables.stream().anyMatch(table -> table.id().equals(id));
    }

    private List<String> training(Bibliography methods) {
        List<String> sentences = new SetupTraining(comparison, methods).sentences();
        sentences.addAll(seeds());
        ModelClauses.groups(models, this::search)
                .forEach((text, subject) -> sentences.add(text.replace("@", subject.inner())));
        if (hasTable("settings")) {
            sentences.add("Table~\\ref{tab:settings} lists all settings that the models share.");
        }
        if (comparison.plan().budget() != null && hasTable("changes")) {
            sentences.add(
                    "These are the settings of the budget "
                            + Escape.latex(comparison.plan().budget())
                            + "; Table~\\ref{tab:changes} lists what it replaced.");
        }
        return sentences;
    }

    /** Returns a sentence on the search that chose the settings of a model, which stands as @. */
    private Optional<String> search(ComparedModel model) {
        return comparison.searches().stream()
                .filter(search -> search.model().equals(model.name()) && search.best() != null)
                .findFirst()
                .map(this::sentence);
    }

    private String sentence(SearchRecord search) {
        List<String> settings = search.over().keySet().stream().map(Escape::latex).toList();
        return "The settings "
                + ListText.of(settings)
                + " of @ are the best of "
                + NumberText.grouped(search.trials().size())
                + " trials ("
                + Escape.latex(search.method())
                + " search) by "
                + Escape.latex(comparison.metric(search.by()).label())
                + " on validation data, each with "
                + Words.count(search.seeds().size(), "seed")
                + (search.finalSeeds() == null ? "." : ", which the reported runs do not share.");
    }

    private List<String> seeds() {
        List<String> sentences = new ArrayList<>();
        ModelClauses.groups(models, SetupText::trained)
                .forEach(
                        (runs, subject) -> {
                            boolean each = subject.isAll() && models.size() > 1;
                            String are = subject.text() + subject.verb(" is", " are");
                            String seeds = Words.count(runs, "random seed");
                            sentences.add(
                                    (each ? "Each model is" : are)
                                            + " trained with "
                                            + seeds
                                            + ".");
                        });
        count(sentences, " failed", ComparedModel::failed);
        count(sentences, " not ended", ComparedModel::pending);
        return sentences;
    }

    /** Returns the number of runs that ended, if they were trained. */
    private static Optional<Integer> trained(ComparedModel model) {
        return Optional.of(model.ended().size())
                .filter(runs -> runs > 0 && SetupTraining.isTrained(model));
    }

    private void count(
            List<String> sentences, String state, Function<ComparedModel, List<ComparedRun>> of) {
        long runs = models.stream().mapToLong(model -> of.apply(model).size()).sum();
        if (runs > 0) {
            String some = Words.capital(Words.number(runs));
            String all = Words.count(comparison.runs().size(), "run");
            sentences.add(some + " of " + all + (runs == 1 ? " has" : " have") + state + ".");
        }
    }

    private List<String> implementation() {
        List<String> sentences = new ArrayList<>();
        uses(sentences, SetupText::software);
        uses(sentences, SetupText::plugins);
        pluginText(comparison.plan().sectionPlugins())
                .ifPresent(plugins -> sentences.add("Sections of the report use " + plugins + "."));
        List<String> machines =
                models.stream()
                        .flatMap(SetupText::provenance)
                        .map(Provenance::execution)
                        .filter(Objects::nonNull)
                        .map(SetupText::machine)
                        .distinct()
                        .toList();
        if (!machines.isEmpty()) {
            sentences.add("The machines are: " + String.join("; ", machines) + ".");
        }
        return sentences;
    }

    private static String machine(Provenance.Execution run) {
        String processors = Words.count(run.cpus(), "processor");
        return Escape.latex(run.cpu() + " with " + processors + ", under " + run.jvm());
    }

    private void uses(List<String> sentences, Function<ComparedModel, Optional<String>> what) {
        ModelClauses.groups(models, what)
                .forEach(
                        (used, subject) -> {
                            String runs =
                                    subject.isAll() ? "All runs" : "The runs of " + subject.inner();
                            sentences.add(runs + " use " + used + ".");
                        });
    }

    private static Stream<Provenance> provenance(ComparedModel model) {
        return model.ended().stream().map(RunRecord::provenance);
    }

    private static Optional<String> software(ComparedModel model) {
        List<String> software = provenance(model).map(SetupText::software).distinct().toList();
        return software.isEmpty() ? Optional.empty() : Optional.of(ListText.of(software));
    }

    private static String software(Provenance of) {
        String version = Escape.latex(of.framework().version());
        return "VaeLab " + version + " with the backend " + backend(of);
    }

    private static Optional<String> plugins(ComparedModel model) {
        SortedMap<String, String> plugins = new TreeMap<>();
        provenance(model).forEach(of -> plugins.putAll(of.plugins()));
        return pluginText(plugins);
    }

    /** Names plugins with their versions and checksums; empty if there are none. */
    private static Optional<String> pluginText(Map<String, String> plugins) {
        List<String> texts = new ArrayList<>();
        plugins.forEach(
                (file, checksum) -> {
                    String name = VERSIONED.matcher(file).replaceFirst("$1 $2");
                    String sum = checksum.replace("sha256:", "SHA-256 ");
                    texts.add("the plugin " + Escape.latex(name + " (" + sum + ")"));
                });
        return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
    }

    private static String backend(Provenance provenance) {
        Provenance.Backend backend = provenance.backend();
        String precision = backend.details().get("precision");
        String device = backend.device().equals("cpu") ? "CPU" : "device " + backend.device();
        return Escape.latex(
                backend.name()
                        + " on the "
                        + device
                        + (precision == null ? "" : ", in " + precision + " arithmetic"));
    }
}
