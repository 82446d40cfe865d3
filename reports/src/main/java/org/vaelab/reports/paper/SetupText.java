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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.ListText;

/**
 * {@code setup.tex}: the experimental setup in a few paragraphs that an author edits.
 *
 * <p>Sentences come from settings and records. What is not known has no sentence. A sentence names its
 * models unless it holds for all of them.
 */
final class SetupText {

    /** The file name of a jar as Maven writes it: name, version. */
    private static final Pattern VERSIONED = Pattern.compile("(.+?)-(\\d.*)\\.jar");

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
        sentences.addAll(SetupSearch.sentences(comparison));
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

    private List<String> seeds() {
        List<String> sentences = new ArrayList<>();
        ModelClauses.groups(
                        models,
                        model ->
                                Optional.of(model.runs().size() - model.pending().size())
                                        .filter(n -> n > 0 && SetupTraining.isTrained(model)))
                .forEach(
                        (runs, subject) ->
                                sentences.add(
                                        (subject.isAll() && models.size() > 1
                                                        ? "Each model is"
                                                        : subject.text()
                                                                + subject.verb(" is", " are"))
                                                + " trained with "
                                                + Words.count(runs, "random seed")
                                                + "."));
        count(sentences, " failed", ComparedModel::failed);
        count(sentences, " not ended", ComparedModel::pending);
        return sentences;
    }

    private void count(
            List<String> sentences, String state, Function<ComparedModel, List<ComparedRun>> of) {
        long runs = models.stream().mapToLong(model -> of.apply(model).size()).sum();
        if (runs > 0) {
            sentences.add(
                    Words.capital(Words.number(runs))
                            + " of "
                            + Words.count(comparison.runs().size(), "run")
                            + (runs == 1 ? " has" : " have")
                            + state
                            + ".");
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
                        .map(
                                e ->
                                        Escape.latex(e.cpu())
                                                + " with "
                                                + Words.count(e.cpus(), "processor")
                                                + ", under "
                                                + Escape.latex(e.jvm()))
                        .distinct()
                        .toList();
        if (!machines.isEmpty()) {
            sentences.add("The machines are: " + String.join("; ", machines) + ".");
        }
        return sentences;
    }

    private void uses(List<String> sentences, Function<ComparedModel, Optional<String>> what) {
        ModelClauses.groups(models, what)
                .forEach(
                        (used, subject) ->
                                sentences.add(
                                        (subject.isAll()
                                                        ? "All runs"
                                                        : "The runs of " + subject.inner())
                                                + " use "
                                                + used
                                                + "."));
    }

    private static Stream<Provenance> provenance(ComparedModel model) {
        return model.ended().stream().map(RunRecord::provenance);
    }

    private static Optional<String> software(ComparedModel model) {
        List<String> software =
                provenance(model)
                        .map(
                                of ->
                                        "VaeLab "
                                                + Escape.latex(of.framework().version())
                                                + " with the backend "
                                                + backend(of))
                        .distinct()
                        .toList();
        return software.isEmpty() ? Optional.empty() : Optional.of(ListText.of(software));
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
                    Matcher jar = VERSIONED.matcher(file);
                    texts.add(
                            "the plugin "
                                    + Escape.latex(
                                            jar.matches()
                                                    ? jar.group(1) + " " + jar.group(2)
                                                    : file)
                                    + " ("
                                    + Escape.latex(checksum.replace("sha256:", "SHA-256 "))
                                    + ")");
                });
        return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
    }

    private static String backend(Provenance provenance) {
        Provenance.Backend backend = provenance.backend();
        String precision = backend.details().get("precision");
        return Escape.latex(backend.name())
                + " on the "
                + (backend.device().equals("cpu")
                        ? "CPU"
                        : "device " + Escape.latex(backend.device()))
                + (precision == null ? "" : ", in " + Escape.latex(precision) + " arithmetic");
    }
}
