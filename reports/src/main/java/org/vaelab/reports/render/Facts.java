// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.ArrayList;
import java.util.HashSet;
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
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.Provenance.Backend;
import org.vaelab.framework.record.Provenance.Data;
import org.vaelab.framework.record.Provenance.Execution;
import org.vaelab.framework.record.Provenance.Framework;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.render.Section.Entry;
import org.vaelab.reports.tables.ProtocolText;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.ShapeText;

/** The text of a report: protocol, data and provenance. */
final class Facts {

    private static final int SHOWN_CHANGES = 4;

    private final Comparison comparison;
    private final List<Provenance> provenance;
    private final List<Entry> entries = new ArrayList<>();

    private Facts(Comparison comparison) {
        this.comparison = comparison;
        this.provenance = comparison.ended().stream().map(RunRecord::provenance).toList();
    }

    static String protocol(Comparison comparison) {
        return new Facts(comparison).paragraph();
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

    private String paragraph() {
        StringBuilder text = new StringBuilder();
        int models = comparison.models().size();
        int seeds = comparison.seeds().size();
        text.append(count(models, "model")).append(" with ").append(count(seeds, "seed"));
        text.append(seeds == 1 ? "" : allSeedsEach(seeds) ? " each" : " in all");
        List<Data> data = provenance.stream().map(Provenance::data).distinct().toList();
        if (data.size() == 1) {
            Data d = data.get(0);
            text.append(" on ")
                    .append(DataName.of(provenance.get(0)))
                    .append(": ")
                    .append(sizes(d));
            text.append(" ").append(ShapeText.of(d.shape())).append(", ").append(binarization(d));
        } else if (data.size() > 1) {
            text.append(" on ").append(data.size()).append(" different data sets or splits");
        }
        text.append(". ");
        int all = comparison.runs().size();
        int done = comparison.completed().size();
        long failed = comparison.runs().stream().filter(r -> r.failure().isPresent()).count();
        long pending = all - done - failed;
        String completed =
                done == all ? "All " + count(all, "run") : done + " of " + count(all, "run");
        text.append(all > 1 ? completed + " were" : done == 1 ? "The run was" : "The run was not");
        text.append(" completed");
        text.append(failed == 0 ? "" : "; " + failed + " failed");
        text.append(pending == 0 ? "" : "; " + pending + " had not ended");
        text.append('.');
        comparison
                .baseline()
                .ifPresent(
                        b ->
                                text.append(" The baseline is ")
                                        .append(b.label().plain())
                                        .append('.'));
        text.append(baselines());
        text.append(changes());
        return text.toString();
    }

    /** Returns the baselines of joined comparisons that have not one in common. */
    private String baselines() {
        if (comparison.baselines().size() < 2) {
            return "";
        }
        List<Optional<ComparedModel>> ofData =
                comparison.byData().stream().map(part -> part.comparison().baseline()).toList();
        String found =
                ofData.stream()
                        .flatMap(Optional::stream)
                        .map(model -> model.label().plain())
                        .collect(Collectors.joining(", "));
        return ofData.stream().allMatch(Optional::isPresent)
                ? " On each data set the baseline is one method: " + found + "."
                : " The plans name different baselines, "
                        + String.join(", ", comparison.baselines())
                        + (found.isEmpty()
                                ? ", so that there is none."
                                : ". One data set has none; the others have " + found + ".");
    }

    private boolean allSeedsEach(int seeds) {
        return comparison.models().stream().allMatch(model -> model.runs().size() == seeds);
    }

    /** Returns the first values that were replaced in the config. */
    private String changes() {
        List<SettingChange> changes = comparison.plan().changes();
        String budget = comparison.plan().budget();
        if (changes.isEmpty()) {
            return budget == null ? "" : " Budget " + budget + ", which replaces nothing.";
        }
        String first =
                changes.stream()
                        .limit(SHOWN_CHANGES)
                        .map(change -> ChangeText.of(change, "→") + only(change))
                        .collect(Collectors.joining("; "));
        int more = changes.size() - SHOWN_CHANGES;
        return (budget == null
                        ? " Not the config as it is: "
                        : " Budget " + budget + ", not the config as it is: ")
                + first
                + (more > 0 ? "; and " + more + " more" : "")
                + ".";
    }

    /**
     * Returns the models whose config was changed, if joined comparisons were changed differently.
     */
    private String only(SettingChange change) {
        List<String> models = comparison.onlyOf(change);
        return models.isEmpty() ? "" : " (" + String.join(", ", models) + ")";
    }

    private static String count(long n, String noun) {
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

    private static String binarization(Data data) {
        return data.binarization().equals("none")
                ? "not binarised"
                : data.binarization() + " binarisation";
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
        explained();
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

    private static String data(Provenance of) {
        Data data = of.data();
        return String.format(
                Locale.ROOT,
                "%s, %s %s, %s",
                DataName.of(of),
                sizes(data),
                ShapeText.of(data.shape()),
                binarization(data));
    }

    private void likelihood() {
        for (Metric metric : comparison.metrics(MetricRole.LOG_LIKELIHOOD)) {
            add(
                    metric.label(),
                    Measured.ofAll(comparison, metric).stream()
                            .flatMap(measured -> measured.protocols().stream())
                            .map(Facts::importanceWeighted)
                            .distinct()
                            .toList());
        }
    }

    private static String importanceWeighted(EvaluationProtocol protocol) {
        return "importance-weighted with "
                + ProtocolText.draws(protocol).orElse("no draws")
                + (protocol.data().isPresent()
                        ? " on "
                                + NumberText.grouped(protocol.data().getAsLong())
                                + " "
                                + protocol.part()
                                + " data"
                        : "");
    }

    /** Adds the descriptions of metrics, except those that the tables explain. */
    private void explained() {
        Map<String, String> labels = new LinkedHashMap<>();
        Set<String> described = new HashSet<>();
        comparison.completed().forEach(r -> described.addAll(r.descriptions().keySet()));
        for (Metric metric : comparison.metrics()) {
            String sentence = metric.description().sentence();
            if (described.contains(metric.name()) && !metric.isExplained() && !sentence.isEmpty()) {
                labels.putIfAbsent(sentence, metric.label());
            }
        }
        List<String> texts = new ArrayList<>();
        labels.forEach((sentence, label) -> texts.add(label + ": " + sentence));
        add("Metrics", texts);
    }

    /** Adds the metrics that no model has and no table shows. */
    private void missed() {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        Set<String> measured =
                comparison.metrics().stream().map(Metric::name).collect(Collectors.toSet());
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
                terms(record.provenance().facts())
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

    /** Returns facts in words, by term, as far as they are known. Caveats are notes of the table of results. */
    private static Map<String, String> terms(ModelFacts facts) {
        Map<String, @Nullable String> terms = new LinkedHashMap<>();
        facts.plugins().forEach((jar, checksum) -> terms.put("Plugin " + jar, checksum));
        terms.put("Parts of no jar", String.join(", ", facts.partsOfNoJar()));
        terms.put("KL", facts.evaluation().kl());
        facts.parts().forEach((kind, name) -> terms.put(term(kind), name));
        Likelihood likelihood = facts.likelihood();
        if (likelihood != null) {
            boolean isProbability = likelihood.measures().keySet().equals(Set.of("counting"));
            terms.put("p(x) is a", isProbability ? "probability" : "density");
            terms.put("Base measure", FactText.measures(likelihood.measures()));
            terms.put("p(x) is given, of x itself", String.join(", ", likelihood.given()));
            terms.put("Condition", FactText.condition(likelihood.condition()));
            terms.put("Latent label", likelihood.latentLabel());
        }
        Preparation data = facts.preparation();
        terms.put("Dequantization", data.dequantization());
        terms.put(
                "Standardization",
                data.standardized()
                        ? "mean and standard deviation of each value over the training data"
                        : null);
        terms.put("Given", FactText.given(data.given()));
        if (data.leftOut() != null) {
            terms.put("Classes left out", FactText.classes(data.leftOut()));
            terms.put("Left out of training", FactText.dropped(data.leftOut()));
        }
        if (data.missing() != null) {
            terms.put("Missing values", FactText.missing(data.missing()));
        }
        terms.put("Latent space", String.join(" > ", facts.spaces()));
        Subset subset = facts.evaluation().subset();
        terms.put("Subset of evaluated data", subset == null ? null : FactText.subset(subset));
        Training training = facts.training();
        terms.put("Gradient", training.gradient());
        terms.put("KL in training", training.kl());
        terms.put(
                "Optimizer",
                training.byUpdates() ? "none, the objective updates the parameters itself" : null);
        terms.put("Trained steps", number("%d", training.steps()));
        terms.put("Skipped steps", number("%d", training.skippedSteps()));
        terms.put("k-hat is unreliable above", number("%.3f", facts.evaluation().kHatThreshold()));
        terms.values().removeIf(text -> text == null || text.isEmpty());
        return terms;
    }

    private static @Nullable String number(String format, @Nullable Number number) {
        return number == null ? null : String.format(Locale.ROOT, format, number);
    }

    /** Returns the kind of a part as a term: {@code trainingPrior} is {@code Training prior}. */
    private static String term(String kind) {
        String spaced = kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
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
