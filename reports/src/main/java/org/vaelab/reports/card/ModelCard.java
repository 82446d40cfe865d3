// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.card;

import java.util.ArrayList;
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
import org.vaelab.reports.tables.Table.Column;
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

    private static List<Section.Block> tables(Table... tables) {
        List<Section.Block> blocks = new ArrayList<>();
        for (Table table : tables) {
            if (!table.rows().isEmpty()) {
                blocks.add(new Section.OfTable(table));
            }
        }
        return blocks;
    }

    private static Table table(
            String id, String caption, List<Column> columns, List<List<Cell>> rows) {
        return new Table(id, caption, columns, rows, List.of());
    }

    private static Column text(String title) {
        return new Column(title, "", false);
    }

    private static Column number(String title) {
        return new Column(title, "", true);
    }

    /** Returns a table of facts; those with an empty value are left out. */
    private static Table facts(String id, String caption, Map<String, String> facts) {
        return table(
                id,
                caption,
                List.of(text("Fact"), text("Value")),
                facts.entrySet().stream()
                        .filter(fact -> !fact.getValue().isEmpty())
                        .map(
                                fact ->
                                        List.of(
                                                Cell.plain(fact.getKey()),
                                                Cell.plain(fact.getValue())))
                        .toList());
    }

    private Table model() {
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

    private Table parameters() {
        return table(
                "card-parameters",
                "Trained parameters by network, and other state.",
                List.of(text("Part"), number("Numbers")),
                record.parameters().entrySet().stream()
                        .map(
                                part ->
                                        List.of(
                                                Cell.plain(part.getKey()),
                                                Cell.plain(NumberText.grouped(part.getValue()))))
                        .toList());
    }

    private List<Section.Block> ofModel() {
        List<Section.Block> blocks = new ArrayList<>(tables(model(), parameters(), methods()));
        if (!record.methods().isEmpty()) {
            String papers = Bibliography.of(record.methods()).text().strip();
            blocks.add(new Section.Source("The papers in BibTeX", papers));
        }
        return blocks;
    }

    private Table methods() {
        return table(
                "card-methods",
                "Methods that the run used.",
                List.of(text("Part"), text("Kind"), text("Paper")),
                record.methods().stream().map(ModelCard::row).toList());
    }

    private static List<Cell> row(Method method) {
        return List.of(
                Cell.plain(method.part()), Cell.plain(method.kind()), Cell.plain(method.key()));
    }

    private Table data() {
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
        List<Section.Block> blocks =
                new ArrayList<>(
                        tables(
                                table(
                                        "card-results",
                                        "Metrics on the test examples. The kind says what a number"
                                                + " is: only numbers of one kind compare.",
                                        List.of(
                                                text("Metric"),
                                                number("Value"),
                                                number("Standard error"),
                                                text("Unit"),
                                                text("Kind"),
                                                number("Draws"),
                                                number("Examples")),
                                        record.metrics().entrySet().stream()
                                                .map(m -> row(m.getKey(), m.getValue()))
                                                .toList())));
        if (blocks.isEmpty()) {
            blocks.add(new Section.Text("Nothing was measured."));
        }
        blocks.addAll(tables(meanings(), absent()));
        return blocks;
    }

    private Table meanings() {
        List<List<Cell>> rows = new ArrayList<>();
        for (String name : record.metrics().keySet()) {
            String caveat = record.provenance().choices().get(Provenance.CAVEAT + name);
            String sentence = record.describe(name).sentence();
            String text = caveat == null ? sentence : (sentence + " Note: " + caveat + ".").strip();
            if (!text.isEmpty()) {
                rows.add(List.of(Cell.plain(label(record, name)), Cell.plain(text)));
            }
        }
        return table(
                "card-meanings",
                "What the metrics mean.",
                List.of(text("Metric"), text("Meaning")),
                rows);
    }

    private Table absent() {
        return table(
                "card-absent",
                "Metrics without a number.",
                List.of(text("Metric"), text("Reason")),
                record.provenance().missedMetrics().entrySet().stream()
                        .map(
                                missed ->
                                        List.of(
                                                Cell.plain(label(record, missed.getKey())),
                                                Cell.plain(missed.getValue())))
                        .toList());
    }

    private List<Cell> row(String name, Estimate estimate) {
        int decimals = NumberText.decimals(estimate.standardError());
        long examples = record.provenance().dataBehind(name).orElse(0);
        boolean error = Double.isFinite(estimate.standardError()) && estimate.standardError() > 0;
        return List.of(
                Cell.plain(label(record, name)),
                Cell.plain(
                        error
                                ? NumberText.fixed(estimate.value(), decimals)
                                : ofUnknownError(estimate.value())),
                Cell.plain(
                        error
                                ? NumberText.fixed(estimate.standardError(), decimals)
                                : NumberText.ABSENT),
                Cell.plain(estimate.unit().equals("1") ? "" : estimate.unit()),
                Cell.plain(estimate.kind().jsonName().replace('-', ' ')),
                Cell.plain(
                        estimate.samples() == 0
                                ? NumberText.ABSENT
                                : NumberText.grouped(estimate.samples())),
                Cell.plain(examples == 0 ? NumberText.ABSENT : NumberText.grouped(examples)));
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
                table(
                        "card-health",
                        "What the health monitor found during training.",
                        List.of(number("Step"), text("Rule"), text("Finding"), text("Remedy")),
                        findings.get().stream()
                                .map(
                                        finding ->
                                                List.of(
                                                        Cell.plain(
                                                                NumberText.grouped(finding.step())),
                                                        Cell.plain(finding.rule()),
                                                        Cell.plain(finding.message()),
                                                        Cell.plain(finding.remedy())))
                                .toList()));
    }

    private Table provenance() {
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
        List<Section.Block> blocks =
                new ArrayList<>(
                        tables(
                                table(
                                        "card-files",
                                        "Files beside this page.",
                                        List.of(text("File"), text("What it is")),
                                        files.entrySet().stream()
                                                .map(
                                                        file ->
                                                                List.of(
                                                                        Cell.plain(file.getKey()),
                                                                        Cell.plain(
                                                                                file.getValue())))
                                                .toList())));
        notes.forEach(note -> blocks.add(new Section.Text(note)));
        return blocks;
    }

    private List<Section.Block> programs() {
        return loading.entrySet().stream()
                .<Section.Block>map(of -> new Section.Source(of.getKey(), of.getValue()))
                .toList();
    }
}
