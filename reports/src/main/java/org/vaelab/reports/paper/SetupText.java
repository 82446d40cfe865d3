// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * {@code setup.tex}: the experimental setup in a few paragraphs that an author edits.
 *
 * <p>Sentences come from settings and records. What is not known has no sentence.
 */
final class SetupText {

    private final Comparison comparison;
    private final CommonConfig config;
    private final List<Table> tables;
    private final List<Provenance> provenance;
    private final StringBuilder out = new StringBuilder();

    private SetupText(Comparison comparison, List<Table> tables) {
        this.comparison = comparison;
        this.config = new CommonConfig(comparison);
        this.tables = tables;
        this.provenance =
                comparison.runs().stream()
                        .flatMap(run -> run.ended().stream())
                        .map(RunRecord::provenance)
                        .toList();
    }

    static String of(Comparison comparison, Bibliography methods, List<Table> tables) {
        SetupText text = new SetupText(comparison, tables);
        text.paragraph("Data", text.data());
        text.paragraph(
                "Models",
                new SetupModels(comparison, methods, text.hasTable("differences")).sentences());
        text.paragraph("Networks", text.networks());
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

    private List<String> data() {
        List<String> sentences = new ArrayList<>();
        for (Provenance.Data data : provenance.stream().map(Provenance::data).distinct().toList()) {
            List<String> sizes = new ArrayList<>();
            sizes.add(NumberText.grouped(data.train()) + " training");
            if (data.validation() > 0) {
                sizes.add(NumberText.grouped(data.validation()) + " validation");
            }
            sizes.add(NumberText.grouped(data.test()) + " test");
            sentences.add(
                    Words.capital(
                            "the data set "
                                    + Escape.latex(data.name())
                                    + " has "
                                    + ListText.of(sizes)
                                    + " examples of shape "
                                    + data.shape().replace("x", "$\\times$")
                                    + "."));
            binarisation(data.binarization()).ifPresent(sentences::add);
        }
        return sentences.stream().distinct().toList();
    }

    private static Optional<String> binarisation(String how) {
        String argument = how.replaceAll("^[^(]*\\(?|\\)$", "");
        if (how.equals("none")) {
            return Optional.empty();
        }
        if (how.equals("dynamic")) {
            return Optional.of(
                    "Training examples are binarised at random each time they are used; test"
                            + " examples are binarised once, in the same way for all models.");
        }
        if (how.startsWith("static")) {
            return Optional.of("All examples are binarised once at random.");
        }
        if (how.startsWith("threshold")) {
            return Optional.of("All examples are binarised at the threshold " + argument + ".");
        }
        return Optional.of("The binarisation is " + Escape.latex(how) + ".");
    }

    private List<String> networks() {
        List<String> sentences = new ArrayList<>();
        Optional<String> type = config.part("/network/encoder");
        Optional<String> hidden = layers("/network/hidden");
        Optional<String> activation = config.part("/network/activation").map(Words::part);
        String kind = type.map(t -> Words.part(t) + " ").orElse("");
        String units =
                hidden.orElse("")
                        + activation
                                .filter(a -> !a.equals("identity"))
                                .map(a -> " with " + a + " activations")
                                .orElse("");
        if (type.isPresent() || hidden.isPresent()) {
            sentences.add(
                    "The networks are "
                            + (type.isPresent() ? kind.strip() : "the same for all models")
                            + (units.isBlank()
                                    ? ""
                                    : hidden.isPresent() ? ", with" + units : "," + units)
                            + ".");
        }
        config.at("/network/channels")
                .ifPresent(
                        channels ->
                                sentences.add(
                                        "Their feature maps have "
                                                + ListText.of(Words.values(channels))
                                                + " channels"
                                                + config.at("/network/kernel")
                                                        .filter(JsonNode::isInt)
                                                        .map(SetupText::kernel)
                                                        .orElse("")
                                                + "."));
        parameters().ifPresent(sentences::add);
        return sentences;
    }

    private static String kernel(JsonNode size) {
        return ", with kernels of " + size.asInt() + "$\\times$" + size.asInt();
    }

    private Optional<String> layers(String pointer) {
        return config.at(pointer)
                .filter(JsonNode::isArray)
                .map(
                        layers ->
                                layers.isEmpty()
                                        ? " no hidden layer"
                                        : (layers.size() == 1
                                                        ? " one hidden layer of "
                                                        : " "
                                                                + Words.number(layers.size())
                                                                + " hidden layers of ")
                                                + ListText.of(Words.values(layers))
                                                + " units");
    }

    /** Returns the range of the models' numbers of trained parameters. */
    private Optional<String> parameters() {
        long[] counts =
                comparison.completed().stream()
                        .filter(run -> !run.parameters().isEmpty())
                        .mapToLong(
                                run ->
                                        run.parameters().values().stream()
                                                .mapToLong(Long::longValue)
                                                .sum())
                        .toArray();
        if (counts.length == 0) {
            return Optional.empty();
        }
        long least = LongStream.of(counts).min().orElseThrow();
        long most = LongStream.of(counts).max().orElseThrow();
        String subject = comparison.models().size() == 1 ? "The model has " : "Each model has ";
        return Optional.of(
                least == most
                        ? subject + NumberText.grouped(most) + " trained parameters."
                        : "The models have between "
                                + NumberText.grouped(least)
                                + " and "
                                + NumberText.grouped(most)
                                + " trained parameters.");
    }

    private boolean hasTable(String id) {
        return tables.stream().anyMatch(table -> table.id().equals(id));
    }

    private List<String> training(Bibliography methods) {
        List<String> sentences =
                new ArrayList<>(new SetupTraining(comparison, config, methods).sentences());
        seeds().ifPresent(sentences::add);
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

    private Optional<String> seeds() {
        List<Long> seeds = comparison.seeds();
        if (seeds.isEmpty()) {
            return Optional.empty();
        }
        boolean all = comparison.models().stream().allMatch(m -> m.runs().size() == seeds.size());
        String subject =
                comparison.models().size() == 1
                        ? "The model is"
                        : all ? "Each model is" : "The models are";
        String trained =
                subject
                        + " trained with "
                        + (all ? "" : "up to ")
                        + Words.count(seeds.size(), "random seed");
        long failed = comparison.runs().stream().filter(r -> r.failure().isPresent()).count();
        String failures =
                failed == 0
                        ? ""
                        : " "
                                + Words.capital(Words.count(failed, "run"))
                                + " of "
                                + Words.number(comparison.runs().size())
                                + " failed.";
        return Optional.of(trained + "." + failures);
    }

    private List<String> implementation() {
        List<String> sentences = new ArrayList<>();
        List<String> versions =
                provenance.stream().map(p -> p.framework().version()).distinct().toList();
        List<String> backends = provenance.stream().map(SetupText::backend).distinct().toList();
        if (!versions.isEmpty()) {
            sentences.add(
                    "All runs use VaeLab "
                            + ListText.of(versions.stream().map(Escape::latex).toList())
                            + " with the backend "
                            + ListText.of(backends)
                            + ".");
        }
        List<String> machines =
                provenance.stream()
                        .map(Provenance::execution)
                        .filter(e -> e != null)
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
            sentences.add(
                    "They ran on "
                            + machines.stream().collect(Collectors.joining("; and on "))
                            + ".");
        }
        return sentences;
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
