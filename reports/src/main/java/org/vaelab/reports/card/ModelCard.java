// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.card;

import static org.vaelab.reports.render.Section.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.paper.Bibliography;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.HtmlPage;
import org.vaelab.reports.render.MarkdownPage;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.TableSpec;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/**
 * One page about a finished run: model, data, metrics with their kinds, findings of the health monitor,
 * provenance, the files beside the page, and how to load them.
 *
 * @param record of the run
 * @param findings of the health monitor; empty if the run was not monitored
 * @param files what is beside the page, by name, with a description each, in order
 * @param notes what is missing beside the page, a sentence each
 * @param loading programs and commands that use the files, by what they are, in order
 * @param license the identifier of the license; empty if the author has not named one
 * @param formats tags for the hub, such as the formats of the files
 */
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
        return new FrontMatter(record, license, formats).yaml() + "\n" + MarkdownPage.of(content());
    }

    public String html() {
        return HtmlPage.of(content(), Set.of());
    }

    private Content content() {
        String lead =
                "The variant %s on %s, %s with seed %d. %s"
                        .formatted(
                                record.variant(),
                                DataName.of(record.provenance()),
                                isTrained() ? "trained" : "evaluated as it was given,",
                                record.seed(),
                                license.map(id -> "License: " + id + ".")
                                        .orElse("No license is named."));
        return new Content(
                record.model(),
                lead,
                List.of(
                        new Section("model", "Model", ofModel()),
                        new Section("data", "Data", tables(data())),
                        new Section("results", "Results", results()),
                        new Section("health", "Training", health()),
                        new Section("provenance", "Provenance", tables(provenance())),
                        new Section("files", "Files", fileTable()),
                        new Section("load", "How to load", programs())));
    }

    /** Returns a table of facts; those with an empty value are left out. */
    private static Optional<Table> facts(String id, String caption, Map<String, String> facts) {
        return pairs(
                id,
                caption,
                "Fact",
                "Value",
                facts.entrySet().stream().filter(fact -> !fact.getValue().isEmpty()).toList());
    }

    private static Optional<Table> pairs(
            String id,
            String caption,
            String key,
            String value,
            Collection<Map.Entry<String, String>> entries) {
        return TableSpec.of(id, List.copyOf(entries))
                .text(key, Map.Entry::getKey)
                .text(value, Map.Entry::getValue)
                .orEmpty(caption);
    }

    private Optional<Table> model() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Name", record.model());
        facts.put("Variant", record.variant());
        Provenance.Start start = record.provenance().start();
        facts.put("Started from", start == null ? "" : start.text());
        record.trainedParameters()
                .ifPresent(count -> facts.put("Trained parameters", NumberText.grouped(count)));
        record.provenance()
                .choices()
                .forEach(
                        (choice, value) -> {
                            // Those stand below the results.
                            if (!choice.startsWith(Provenance.CAVEAT)) {
                                facts.put(choice, value);
                            }
                        });
        return facts("card-model", "The model, and what the framework chose.", facts);
    }

    private Optional<Table> parameters() {
        return TableSpec.of("card-parameters", List.copyOf(record.parameters().entrySet()))
                .text("Part", Map.Entry::getKey)
                .numbers("Numbers", "", part -> Cell.plain(NumberText.grouped(part.getValue())))
                .orEmpty("Trained parameters by network, and other state.");
    }

    private List<Section.Block> ofModel() {
        List<Section.Block> blocks = new ArrayList<>(tables(model(), parameters(), methods()));
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

    private Optional<Table> data() {
        Provenance.Data data = record.provenance().data();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Data set", DataName.of(record.provenance()));
        facts.put("Source", data.name());
        facts.put("Shape of an example", data.shape());
        facts.put("Training examples", NumberText.grouped(data.train()));
        facts.put("Validation examples", NumberText.grouped(data.validation()));
        facts.put("Test examples", NumberText.grouped(data.test()));
        facts.put("Binarization", data.binarization());
        facts.put("SHA-256", data.checksum());
        return facts("card-data", "The data, as they were loaded.", facts);
    }

    private List<Section.Block> results() {
        List<Section.Block> blocks = new ArrayList<>(tables(metrics()));
        if (blocks.isEmpty()) {
            blocks.add(new Section.Text("Nothing was measured."));
        }
        blocks.addAll(tables(meanings(), absent()));
        return blocks;
    }

    private Optional<Table> metrics() {
        return TableSpec.of("card-results", List.copyOf(record.metrics().entrySet()))
                .text("Metric", metric -> label(record, metric.getKey()))
                .numbers("Value", "", metric -> Cell.plain(value(metric.getValue())))
                .numbers("Standard error", "", metric -> Cell.plain(error(metric.getValue())))
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
            String caveat = record.provenance().choices().get(Provenance.CAVEAT + name);
            String sentence = record.describe(name).sentence();
            String text = caveat == null ? sentence : (sentence + " Note: " + caveat + ".").strip();
            if (!text.isEmpty()) {
                meanings.put(name, text);
            }
        }
        return ofMetrics("card-meanings", "What the metrics mean.", "Meaning", meanings);
    }

    private Optional<Table> absent() {
        return ofMetrics(
                "card-absent",
                "Metrics without a number.",
                "Reason",
                record.provenance().missedMetrics());
    }

    private Optional<Table> ofMetrics(
            String id, String caption, String what, Map<String, String> byMetric) {
        return TableSpec.of(id, List.copyOf(byMetric.entrySet()))
                .text("Metric", metric -> label(record, metric.getKey()))
                .text(what, Map.Entry::getValue)
                .orEmpty(caption);
    }

    private static boolean hasError(Estimate estimate) {
        return Double.isFinite(estimate.standardError()) && estimate.standardError() > 0;
    }

    private static String value(Estimate estimate) {
        return hasError(estimate)
                ? NumberText.fixed(estimate.value(), NumberText.decimals(estimate.standardError()))
                : ofUnknownError(estimate.value());
    }

    private static String error(Estimate estimate) {
        return hasError(estimate)
                ? NumberText.fixed(
                        estimate.standardError(), NumberText.decimals(estimate.standardError()))
                : NumberText.ABSENT;
    }

    private static Cell count(long count) {
        return Cell.plain(count == 0 ? NumberText.ABSENT : NumberText.grouped(count));
    }

    private static String ofUnknownError(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? NumberText.fixed(value, 0)
                : NumberText.significant(value, 4);
    }

    private boolean isTrained() {
        return record.provenance().config().at("/training/steps").asLong(1) > 0;
    }

    /** Returns the label of a metric as plain text. */
    static String label(RunRecord record, String metric) {
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
                        .numbers("Step", "", f -> Cell.plain(NumberText.grouped(f.step())))
                        .text("Rule", HealthFinding::rule)
                        .text("Finding", HealthFinding::message)
                        .text("Remedy", HealthFinding::remedy)
                        .orEmpty("What the health monitor found during training."));
    }

    private Optional<Table> provenance() {
        Provenance of = record.provenance();
        Map<String, String> facts = new LinkedHashMap<>();
        String commit = of.framework().commit();
        facts.put(
                "Software",
                "VaeLab " + of.framework().version() + (commit == null ? "" : ", " + commit));
        facts.put("Hash of the config", of.configHash());
        facts.put("Seed", Long.toString(of.seed()));
        facts.put("Backend", of.backend().name() + " on " + of.backend().device());
        of.backend().details().forEach((name, value) -> facts.put("Backend, " + name, value));
        Provenance.Execution execution = of.execution();
        if (execution != null) {
            facts.put("Finished", execution.finishedAt());
            facts.put("Java", execution.jvm());
            facts.put("System", execution.os());
            facts.put("Processor", execution.cpu());
        }
        return facts("card-provenance", "How the run was made.", facts);
    }

    private List<Section.Block> fileTable() {
        Optional<Table> table =
                pairs(
                        "card-files",
                        "Files beside this page.",
                        "File",
                        "What it is",
                        files.entrySet());
        return Section.blocks(
                tables(table), notes.stream().<Section.Block>map(Section.Text::new).toList());
    }

    private List<Section.Block> programs() {
        return loading.entrySet().stream()
                .<Section.Block>map(of -> new Section.Source(of.getKey(), of.getValue()))
                .toList();
    }
}
