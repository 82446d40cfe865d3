// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.card;

import static org.vaelab.reports.render.Section.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.ComparedRun.TrainingLog;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.paper.Bibliography;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.HtmlPage;
import org.vaelab.reports.render.MarkdownPage;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.TableSpec;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.TextTemplate;

/**
 * One page about a finished run: model, data, metrics with their kinds, findings of the health
 * monitor, provenance, the files beside the page, and how to load them.
 *
 * @param record of the run
 * @param findings of the health monitor; empty if the run was not monitored
 * @param files what is beside the page, by name, with a description each, in order
 * @param notes what is missing beside the page, a sentence each
 * @param loading programs and commands that use the files, by what they are, in order
 * @param license the identifier of the license; empty if the author has not named one
 * @param formats tags for the hub, such as the formats of the files
 */
@Internal
public record ModelCard(
        RunRecord record,
        Optional<List<HealthFinding>> findings,
        Map<String, String> files,
        List<String> notes,
        Map<String, String> loading,
        Optional<String> license,
        List<String> formats) {

    /** Returns the page in Markdown, with the metadata for a model hub on top. */
    public String markdown() {
        return frontMatter() + "\n" + MarkdownPage.of(content());
    }

    public String html() {
        return HtmlPage.of(content(), Set.of());
    }

    /** A metric with a finite value, in YAML. */
    private record Finite(String name, String label, JsonNode value) {}

    /** Returns the metadata in the layout of Hugging Face, which has no task for density models. */
    private String frontMatter() {
        TreeSet<String> tags = new TreeSet<>(formats);
        tags.add("variational-autoencoder");
        tags.add(record.variant());
        List<Finite> metrics = new ArrayList<>();
        record.metrics()
                .forEach(
                        (name, of) -> {
                            if (Double.isFinite(of.value())) {
                                JsonNode value = JsonNodeFactory.instance.numberNode(of.value());
                                metrics.add(new Finite(yaml(name), yaml(label(name)), value));
                            }
                        });
        return TextTemplate.fill(
                ModelCard.class,
                "front-matter.yaml",
                Map.of(
                        "license", license.map(ModelCard::yaml).orElse(""),
                        "tags", tags.stream().map(ModelCard::yaml).toList(),
                        "data", yaml(DataName.of(record.provenance())),
                        "model", yaml(record.model()),
                        "measured", !metrics.isEmpty(),
                        "metrics", metrics));
    }

    /** Returns a text in double quotes: a string of JSON is one of YAML. */
    private static String yaml(String value) {
        return TextNode.valueOf(value).toString();
    }

    private Content content() {
        String lead =
                "The variant %s on %s, %s with seed %s. %s"
                        .formatted(
                                record.variant(),
                                DataName.of(record.provenance()),
                                isTrained() ? "trained" : "evaluated as it was given,",
                                record.seed(),
                                license.map(id -> "License: " + id + ".")
                                        .orElse("No license is named."));
        Comparison comparison = comparison();
        List<Section.Block> provenance =
                List.of(Sections.provenance(comparison, record.provenance().configHash()));
        return new Content(
                record.model(),
                lead,
                List.of(
                        new Section("model", "Model", ofModel(comparison)),
                        new Section("results", "Results", results()),
                        new Section("health", "Training", health()),
                        new Section("provenance", "Provenance", provenance),
                        new Section("files", "Files", fileTable()),
                        new Section("load", "How to load", programs())));
    }

    /** Returns the run as a comparison, whose tables and facts the card shows. */
    private Comparison comparison() {
        PlannedRun planned = PlannedRun.of(record);
        ComparedRun run =
                new ComparedRun(
                        planned,
                        new RunFolder(Path.of("")),
                        record,
                        new TrainingLog(List.of(), HealthFile.Content.NONE),
                        List.of(),
                        List.of(),
                        Map.of(),
                        new DiagnosticsFolder(Path.of("")));
        return new Comparison(
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        record.model(),
                        null,
                        List.of(),
                        List.of(planned),
                        null,
                        List.of(),
                        List.of(),
                        null),
                List.of(new ComparedModel(record.model(), record.variant(), List.of(run))),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private List<Section.Block> ofModel(Comparison comparison) {
        List<Section.Block> blocks =
                new ArrayList<>(tables(ModelTables.parameters(comparison), methods()));
        if (!record.methods().isEmpty()) {
            String papers = Bibliography.of(record.methods()).text().strip();
            blocks.add(new Section.Source("The papers in BibTeX", papers));
        }
        return blocks;
    }

    private Optional<Table> methods() {
        return TableSpec.of("card-methods", record.methods())
                .text("Part", Method::part)
                .text("Kind", Method::kind)
                .text("Paper", Method::key)
                .orEmpty("Methods that the run used.");
    }

    private List<Section.Block> results() {
        List<Section.Block> blocks = new ArrayList<>(tables(metrics()));
        if (blocks.isEmpty()) {
            blocks.add(new Section.Text("Nothing was measured."));
        }
        blocks.addAll(tables(meanings()));
        return blocks;
    }

    private Optional<Table> metrics() {
        return TableSpec.of("card-results", List.copyOf(record.metrics().entrySet()))
                .text("Metric", metric -> label(metric.getKey()))
                .numbers("Value", "", metric -> value(metric.getValue()))
                .numbers("Standard error", "", metric -> error(metric.getValue()))
                .text("Unit", m -> m.getValue().unit().equals("1") ? "" : m.getValue().unit())
                .text("Kind", metric -> metric.getValue().kind().jsonName().replace('-', ' '))
                .numbers("Draws", "", metric -> count(metric.getValue().samples()))
                .numbers(
                        "Examples",
                        "",
                        m -> count(record.provenance().dataBehind(m.getKey()).orElse(0)))
                .orEmpty(
                        "Metrics on the test examples. The kind says what a number is: only numbers"
                                + " of one kind compare.");
    }

    private Optional<Table> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (String name : record.metrics().keySet()) {
            String caveat = record.provenance().facts().caveat(name);
            String sentence = record.describe(name).sentence();
            String text = caveat == null ? sentence : (sentence + " Note: " + caveat + ".").strip();
            if (!text.isEmpty()) {
                meanings.put(name, text);
            }
        }
        return TableSpec.of("card-meanings", List.copyOf(meanings.entrySet()))
                .text("Metric", metric -> label(metric.getKey()))
                .text("Meaning", Map.Entry::getValue)
                .orEmpty("What the metrics mean.");
    }

    private static boolean hasError(Estimate estimate) {
        return Double.isFinite(estimate.standardError()) && estimate.standardError() > 0;
    }

    private static Cell value(Estimate estimate) {
        return hasError(estimate)
                ? Cell.number(estimate.value(), NumberText.decimals(estimate.standardError()))
                : ofUnknownError(estimate.value());
    }

    private static Cell error(Estimate estimate) {
        double error = estimate.standardError();
        return hasError(estimate)
                ? Cell.number(error, NumberText.decimals(error))
                : Cell.plain(NumberText.ABSENT);
    }

    private static Cell count(long count) {
        return count == 0 ? Cell.plain(NumberText.ABSENT) : Cell.count(count);
    }

    private static Cell ofUnknownError(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Cell.number(value, 0)
                : Cell.significant(value, 4);
    }

    private boolean isTrained() {
        return record.provenance().config().at("/training/steps").asLong(1) > 0;
    }

    /** Returns the label of a metric as plain text. */
    private String label(String metric) {
        MetricDescription description = record.describe(metric);
        return description.label().isEmpty() ? metric : Escape.plain(description.label());
    }

    private List<Section.Block> health() {
        if (!isTrained()) {
            return List.of(new Section.Text("The model was not trained here."));
        }
        if (findings.isEmpty()) {
            return List.of(new Section.Text("The health monitor did not watch this run."));
        }
        if (findings.get().isEmpty()) {
            return List.of(new Section.Text("The health monitor found nothing."));
        }
        return tables(
                TableSpec.of("card-health", findings.get())
                        .numbers("Step", "", f -> Cell.count(f.step()))
                        .text("Rule", HealthFinding::label)
                        .text("Finding", HealthFinding::message)
                        .text("Remedy", HealthFinding::remedy)
                        .orEmpty("What the health monitor found during training."));
    }

    private List<Section.Block> fileTable() {
        Optional<Table> table =
                TableSpec.of("card-files", List.copyOf(files.entrySet()))
                        .text("File", Map.Entry::getKey)
                        .text("What it is", Map.Entry::getValue)
                        .orEmpty("Files beside this page.");
        return Section.blocks(
                tables(table), notes.stream().<Section.Block>map(Section.Text::new).toList());
    }

    private List<Section.Block> programs() {
        return loading.entrySet().stream()
                .<Section.Block>map(of -> new Section.Source(of.getKey(), of.getValue()))
                .toList();
    }
}
