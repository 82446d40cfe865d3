// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.Provenance.Backend;
import org.vaelab.framework.record.Provenance.Data;
import org.vaelab.framework.record.Provenance.Execution;
import org.vaelab.framework.record.Provenance.Framework;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.render.Section.Entry;
import org.vaelab.reports.tables.ProtocolText;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.ShapeText;

/** The text of a report: protocol, data and provenance. */
final class Facts {

    private final Comparison comparison;
    private final List<Provenance> provenance;
    private final List<Entry> entries = new ArrayList<>();

    private Facts(Comparison comparison) {
        this.comparison = comparison;
        this.provenance = comparison.ended().stream().map(RunRecord::provenance).toList();
    }

    /** Returns what is known of the runs, without their commands. */
    static List<Entry> of(Comparison comparison) {
        return new Facts(comparison).collected();
    }

    static List<Entry> provenance(Comparison comparison) {
        Facts facts = new Facts(comparison);
        facts.collected();
        facts.reproduction();
        return facts.entries;
    }

    static String count(long n, String noun) {
        return NumberText.grouped(n) + " " + noun + (n == 1 ? "" : "s");
    }

    private static String sizes(Data data) {
        String validation =
                data.validation() == 0
                        ? ""
                        : NumberText.grouped(data.validation()) + " validation, ";
        return NumberText.grouped(data.train())
                + " training, "
                + validation
                + NumberText.grouped(data.test())
                + " test data";
    }

    /** Returns how values became binary, after a comma; empty if they are as they are. */
    private static String binarization(Data data) {
        return data.binarization().equals("none")
                ? ""
                : ", " + data.binarization() + " binarisation";
    }

    private List<Entry> collected() {
        distinct("Data", false, p -> Optional.of(data(p)));
        distinct("Checksum", true, p -> Optional.of(p.data().checksum()));
        add(
                "Seeds",
                List.of(
                        comparison.seeds().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))));
        likelihood();
        ofModels();
        distinct("Starts", false, Facts::start);
        missed();
        distinct("Software", false, p -> Optional.of(software(p.framework())));
        distinct("Commit", true, p -> Optional.ofNullable(p.framework().commit()));
        distinct("Backend", false, p -> Optional.of(backend(p.backend())));
        distinct("Machine", false, p -> Optional.ofNullable(p.execution()).map(Facts::machine));
        period();
        return entries;
    }

    private void add(String term, List<String> texts) {
        add(term, texts, false);
    }

    /** Adds a term, if there is something to say of it. */
    private void add(String term, List<String> texts, boolean code) {
        if (!texts.isEmpty()) {
            entries.add(new Entry(term, texts, code));
        }
    }

    private void reproduction() {
        List<ConfigAsRun> configs = comparison.configs();
        add("Command to reproduce", configs.stream().map(ConfigAsRun::command).toList(), true);
        add(
                "Where to run it",
                configs.stream().flatMap(config -> config.needs().stream()).toList());
        distinct(
                configs.isEmpty() ? "Command to reproduce" : "Command as it was run",
                true,
                p -> Optional.ofNullable(p.execution()).map(Execution::command));
    }

    private void distinct(String term, boolean code, Function<Provenance, Optional<String>> text) {
        add(
                term,
                provenance.stream().map(text).flatMap(Optional::stream).distinct().toList(),
                code);
    }

    /** Returns what a run started from; empty if its seed drew its weights. */
    private static Optional<String> start(Provenance run) {
        return Optional.ofNullable(run.start())
                .map(
                        start ->
                                "%s, seed %s: from %s"
                                        .formatted(
                                                run.config().path("model").asText(),
                                                run.seed(),
                                                start.text()));
    }

    static String data(Provenance of) {
        Data data = of.data();
        return String.format(
                Locale.ROOT,
                "%s: %s %s%s",
                DataName.of(of),
                sizes(data),
                ShapeText.of(data.shape()),
                binarization(data));
    }

    private void likelihood() {
        for (ReportedMetric metric : comparison.metrics(MetricRole.LOG_LIKELIHOOD)) {
            add(
                    metric.label(),
                    MeasuredMetric.ofAll(comparison, metric).stream()
                            .flatMap(measured -> measured.protocols().stream())
                            .map(Facts::importanceWeighted)
                            .distinct()
                            .toList());
        }
    }

    private static String importanceWeighted(EvaluationProtocol protocol) {
        return ProtocolText.draws(protocol)
                        .map(k -> "importance-weighted with " + k)
                        .orElse("exact")
                + (protocol.examples().count().isPresent()
                        ? " on "
                                + NumberText.grouped(protocol.examples().count().getAsLong())
                                + " "
                                + protocol.examples().part()
                                + " data"
                        : "");
    }

    /** Adds the metrics that no model has and no table shows. */
    private void missed() {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        Set<String> measured =
                comparison.metrics().stream().map(ReportedMetric::name).collect(Collectors.toSet());
        for (ComparedModel model : comparison.models()) {
            for (RunRecord record : model.completed()) {
                record.provenance()
                        .missedMetrics()
                        .forEach(
                                (name, reason) -> {
                                    if (!measured.contains(name)) {
                                        models.computeIfAbsent(
                                                        comparison.metric(name).label()
                                                                + ": "
                                                                + reason,
                                                        text -> new LinkedHashSet<>())
                                                .add(model.name());
                                    }
                                });
            }
        }
        List<String> texts = new ArrayList<>();
        models.forEach((text, of) -> texts.add(text + " (" + String.join(", ", of) + ")"));
        add("Metrics without a value", texts);
    }

    /** Adds the facts of models: shared ones once, others with their models. */
    private void ofModels() {
        Map<String, Map<String, Set<String>>> byTerm = new LinkedHashMap<>();
        Set<String> ended = new LinkedHashSet<>();
        for (ComparedModel model : comparison.models()) {
            String label = model.label().plain();
            for (RunRecord record : model.ended()) {
                ended.add(label);
                ModelTerms.of(record.provenance().facts())
                        .forEach(
                                (term, text) ->
                                        byTerm.computeIfAbsent(term, t -> new LinkedHashMap<>())
                                                .computeIfAbsent(text, t -> new LinkedHashSet<>())
                                                .add(label));
            }
        }
        byTerm.forEach(
                (term, values) -> {
                    List<String> texts = new ArrayList<>();
                    values.forEach((value, of) -> texts.add(value + among(of, ended, values)));
                    add(term, texts);
                });
    }

    private static String among(Set<String> some, Set<String> all, Map<String, ?> values) {
        return values.size() == 1 && some.equals(all) ? "" : " (" + String.join(", ", some) + ")";
    }

    private static String software(Framework framework) {
        String state =
                framework.commit() == null
                        ? ", commit not recorded"
                        : Boolean.TRUE.equals(framework.dirty())
                                ? ", with changes that are not in the commit"
                                : "";
        return "VaeLab " + framework.version() + state;
    }

    private static String backend(Backend backend) {
        String details =
                backend.details().entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", "));
        return backend.name()
                + " on "
                + backend.device()
                + (details.isEmpty() ? "" : "; " + details);
    }

    private static String machine(Execution execution) {
        return String.format(
                Locale.ROOT,
                "%s, %s; %s; Java %s",
                execution.cpu(),
                count(execution.cpus(), "processor"),
                execution.os(),
                execution.jvm());
    }

    private void period() {
        List<Execution> executions =
                provenance.stream().map(Provenance::execution).filter(Objects::nonNull).toList();
        Optional<String> first =
                executions.stream().map(Execution::startedAt).min(String::compareTo);
        Optional<String> last =
                executions.stream().map(Execution::finishedAt).max(String::compareTo);
        add(
                "Run",
                first.stream()
                        .map(start -> "from " + date(start) + " to " + date(last.orElseThrow()))
                        .toList());
    }

    private static String date(String iso) {
        return iso.replace('T', ' ').replaceAll("(\\d\\d:\\d\\d):\\d\\d(\\.\\d+)?Z$", "$1 UTC");
    }
}
