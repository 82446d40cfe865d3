// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.Doubt;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.BoundSlack;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.comparison.NaiveScore;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.comparison.Verdicts;
import org.vaelab.reports.comparison.WrongBounds;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.tables.ProtocolText;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.TextTemplate;

/**
 * What a report settles, what it leaves open and what would settle it, and what to check first.
 *
 * <p>It is about the preferred metrics, and repeats the verdicts, obstacles and warnings of the
 * tables. The sentences are in {@code summary.txt}.
 */
final class Summary {

    private static final int MOST_NAMES = 4;
    private static final int MOST_METRICS = 3;
    private static final Set<EstimateKind> BOUNDS =
            Set.of(EstimateKind.LOWER_BOUND, EstimateKind.UPPER_BOUND);

    private final Comparison comparison;
    private final List<String> settled = new ArrayList<>();
    private final List<List<ModelDifference>> verdicts = new ArrayList<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> doubts = new LinkedHashSet<>();

    private Summary(Comparison comparison) {
        this.comparison = comparison;
    }

    static List<Section.Block> of(Comparison comparison) throws IOException {
        Summary summary = new Summary(comparison);
        summary.runs();
        summary.metrics();
        summary.naive();
        summary.reliability();
        Stream.of(SharedStart.looks(comparison.models()).strip())
                .filter(note -> !note.isEmpty())
                .forEach(summary.settled::add);
        List<Section.Entry> entries =
                List.of(
                        entry("Settled", summary.settled, "Nothing."),
                        entry("Open", summary.open, "No difference to the best model is open."),
                        entry(
                                "Check first",
                                summary.doubts,
                                "No run or metric failed, and no check found a problem."));
        return List.of(new Section.Entries(entries, List.of()));
    }

    private static Section.Entry entry(
            String term, Collection<String> sentences, String otherwise) {
        return new Section.Entry(
                term,
                List.of(sentences.isEmpty() ? otherwise : String.join(" ", sentences)),
                false);
    }

    private static String say(String sentence, Map<String, ?> facts) {
        return TextTemplate.sentence(Summary.class, "summary.txt", sentence, facts);
    }

    /** Returns a sentence about models. */
    private static String say(String sentence, List<ComparedModel> models, Map<String, ?> facts) {
        Map<String, Object> all = new HashMap<>(facts);
        all.put("models", names(models));
        all.put("one", models.size() == 1);
        return say(sentence, all);
    }

    /**
     * Says a verdict on models, and that its estimates are unreliable if a diagnostic calls them
     * so.
     *
     * @param behind the differences that settle it
     */
    private void settle(
            String sentence,
            List<ComparedModel> models,
            Map<String, ?> facts,
            List<ModelDifference> behind) {
        Set<String> unreliable = unreliable();
        boolean doubtful =
                behind.stream().anyMatch(d -> !Collections.disjoint(d.warnings(), unreliable));
        boolean entirely =
                behind.stream()
                        .flatMap(d -> Stream.of(d.model(), d.reference()))
                        .allMatch(of -> ModelDifference.shareUnreliable(comparison, of) >= 1);
        Map<String, Object> all = new HashMap<>(facts);
        all.put("reserve", doubtful ? say("reserve", Map.of("all", entirely)) : "");
        settled.add(say(sentence, models, all));
        verdicts.add(behind);
    }

    /** Says of what the verdicts in a metric hold: of bounds, and of trained models. */
    private void restrict(ReportedMetric metric) {
        List<ModelDifference> behind = verdicts.stream().flatMap(List::stream).toList();
        Optional<EvaluationProtocol> bounds =
                behind.stream()
                        .filter(d -> d.limits() == Limits.BOTH && metric.role() != MetricRole.BOUND)
                        .flatMap(d -> MeasuredMetric.of(d.reference(), metric).protocol().stream())
                        .filter(of -> BOUNDS.contains(of.kind()))
                        .findFirst();
        if (bounds.isPresent()) {
            String draws = ProtocolText.draws(bounds.get()).orElse("");
            settled.add(say("ofBounds", Map.of("draws", draws, "metric", metric.label())));
        }
        List<ComparedModel> trained =
                behind.stream()
                        .filter(d -> !Objects.requireNonNull(d.mean()).isOverSeeds())
                        .map(ModelDifference::model)
                        .distinct()
                        .toList();
        if (!trained.isEmpty()) {
            boolean all = behind.stream().map(ModelDifference::model).allMatch(trained::contains);
            boolean several = verdicts.size() > 1;
            settled.add(say("ofTrained", trained, Map.of("all", all, "several", several)));
        }
        verdicts.clear();
    }

    /** Says which runs are absent, and who has one seed. */
    private void runs() {
        int all = comparison.runs().size();
        long failed = comparison.runs().stream().filter(r -> r.failure().isPresent()).count();
        long pending = all - failed - comparison.completed().size();
        if (failed > 0) {
            doubts.add(say("failed", Map.of("runs", failed, "all", all)));
        }
        if (pending > 0) {
            doubts.add(say("pending", Map.of("runs", pending, "all", all)));
        }
        List<ComparedModel> valued = models(model -> !model.completed().isEmpty());
        List<ComparedModel> single = models(model -> model.completed().size() == 1);
        if (!single.isEmpty()) {
            doubts.add(say("oneSeed", single, Map.of("all", single.equals(valued))));
        }
        for (Doubt said : comparison.plan().doubts()) {
            String of = comparison.terms(said.models());
            doubts.add(say("beforeTraining", Map.of("of", of, "message", said.message())));
        }
    }

    private List<ComparedModel> models(Predicate<ComparedModel> which) {
        return comparison.models().stream().filter(which).toList();
    }

    /** Compares the models in the metrics that a report prefers. */
    private void metrics() {
        List<ReportedMetric> ranked =
                comparison.metrics().stream().filter(ReportedMetric::isRanked).toList();
        int preferred = ranked.stream().mapToInt(ReportedMetric::preference).min().orElse(0);
        List<ReportedMetric> metrics =
                ranked.stream().filter(metric -> metric.preference() == preferred).toList();
        if (comparison.completed().isEmpty()) {
            settled.add(say("noRun", Map.of()));
        } else if (metrics.isEmpty()) {
            settled.add(say("noMetric", Map.of()));
        }
        for (ReportedMetric metric : metrics.subList(0, Math.min(MOST_METRICS, metrics.size()))) {
            for (DataPart part : comparison.byData()) {
                compare(part, metric);
                restrict(metric);
            }
            Tasks.of(comparison, metric).ifPresent(this::tasks);
            for (ComparedModel model : comparison.models()) {
                doubts.addAll(MeasuredMetric.of(model, metric).caveats());
            }
        }
        if (metrics.size() > MOST_METRICS) {
            open.add(say("furtherMetrics", Map.of("metrics", metrics.size() - MOST_METRICS)));
        }
    }

    /** Compares the models on one data set. */
    private void compare(DataPart part, ReportedMetric metric) {
        Comparison on = part.comparison();
        String in =
                (part.label().isEmpty() ? "In " : "On " + part.label() + ", in ") + metric.label();
        Optional<Leaders> leaders = Leaders.of(on, metric);
        if (leaders.isEmpty()) {
            inOneDirection(on, metric, in);
            return;
        }
        Optional<ComparedModel> other =
                on.baseline().filter(model -> !model.name().equals(leaders.get().best().name()));
        Optional<Verdicts> toBaseline = other.map(model -> Verdicts.to(on, metric, model));
        best(leaders.get(), toBaseline, in);
        toBaseline.ifPresent(verdicts -> baseline(leaders.get(), verdicts, in));
    }

    /** Compares values of other kinds, such as a bound with an exact value. */
    private void inOneDirection(Comparison on, ReportedMetric metric, String in) {
        List<ComparedModel> models = on.models();
        List<ModelDifference> pairs = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                pairs.add(ModelDifference.of(on, metric, models.get(j), models.get(i)));
            }
        }
        pairs.removeIf(pair -> pair.mean() == null);
        if (pairs.isEmpty()) {
            settled.add(alone(on, metric, in));
            return;
        }
        double confidence = Leaders.confidence(pairs);
        for (ModelDifference pair : pairs) {
            Verdict verdict = pair.verdict(confidence, 0);
            boolean worse = verdict == Verdict.WORSE;
            ComparedModel one = worse ? pair.reference() : pair.model();
            String other = (worse ? pair.model() : pair.reference()).term();
            Map<String, ?> facts = Map.of("in", in, "other", other);
            if (worse || verdict == Verdict.BETTER) {
                settle("betterOfOtherKind", List.of(one), facts, List.of(pair));
            } else {
                open.add(say("eitherOrder", List.of(one), facts));
            }
        }
    }

    /** Says why no two models are compared in a metric. */
    private static String alone(Comparison on, ReportedMetric metric, String in) {
        List<MeasuredMetric> valued =
                MeasuredMetric.ofAll(on, metric).stream()
                        .filter(measured -> !measured.protocols().isEmpty())
                        .toList();
        if (valued.size() < 2) {
            return say("noValue", Map.of("in", in, "some", !valued.isEmpty()));
        }
        String differences =
                EvaluationProtocol.differences(
                        valued.stream().flatMap(m -> m.protocols().stream()).distinct().toList());
        return say("noPair", Map.of("in", in, "differences", differences));
    }

    private void best(Leaders leaders, Optional<Verdicts> toBaseline, String in) {
        String best = leaders.best().term();
        Verdicts verdicts = leaders.verdicts();
        List<ComparedModel> worse = verdicts.models(Verdict.WORSE);
        List<ComparedModel> better = verdicts.models(Verdict.BETTER);
        int others = leaders.differences().size();
        Map<String, ?> facts = Map.of("in", in, "other", best);
        if (!worse.isEmpty()) {
            Map<String, Object> than = new HashMap<>(facts);
            than.put("all", worse.size() == others && others > 1);
            than.put("two", others == 2);
            than.put("others", others);
            settle("betterThan", worse, than, verdicts.differences(worse));
        }
        if (!better.isEmpty()) {
            settle("betterOfOtherKind", better, facts, verdicts.differences(better));
        }
        equivalent(in, best, verdicts);
        if (worse.isEmpty() && better.isEmpty() && verdicts.models(Verdict.EQUIVALENT).isEmpty()) {
            open.add(say("noneSettled", facts));
        }
        open(
                in,
                best,
                verdicts.only(
                        d ->
                                toBaseline.isEmpty()
                                        || !d.model().equals(toBaseline.get().reference())
                                        || toBaseline.get().of(leaders.best()).isOpen()));
        verdicts.obstacles()
                .forEach(
                        (why, models) ->
                                doubts.add(say("obstacle", models, Map.of("in", in, "why", why))));
        Set<String> unreliable = unreliable();
        verdicts.warnings().stream()
                .filter(warning -> !unreliable.contains(warning))
                .forEach(warning -> doubts.add(warning + "."));
    }

    private void open(String in, String reference, Verdicts verdicts) {
        List<String> remedies = new ArrayList<>();
        verdicts.open()
                .forEach(
                        (remedy, models) ->
                                remedies.add(
                                        names(models)
                                                + (remedy.isEmpty() ? "" : " (" + remedy + ")")));
        if (!remedies.isEmpty()) {
            String all = String.join("; ", remedies);
            open.add(say("open", Map.of("in", in, "other", reference, "remedies", all)));
        }
        if (verdicts.wantsSeeds()) {
            open.add(say("moreSeeds", Map.of()));
        }
    }

    private void equivalent(String in, String reference, Verdicts verdicts) {
        List<ComparedModel> models = verdicts.models(Verdict.EQUIVALENT);
        if (!models.isEmpty()) {
            String nats = NumberText.significant(verdicts.rope(), 2);
            Map<String, ?> facts = Map.of("in", in, "other", reference, "nats", nats);
            settle("equal", models, facts, verdicts.differences(models));
        }
    }

    /**
     * Compares with the baseline where it is not the best model, to which all are compared. Each
     * pair has one sentence: of the best model and the baseline it gives the reason where their two
     * verdicts differ.
     */
    private void baseline(Leaders leaders, Verdicts all, String in) {
        ComparedModel best = leaders.best();
        Verdict ofBest = all.of(best);
        String name = "the baseline " + all.reference().term();
        if (!ofBest.isOpen() && leaders.verdicts().of(all.reference()) != ofBest.reversed()) {
            boolean equal = ofBest == Verdict.EQUIVALENT;
            Map<String, ?> facts =
                    Map.of("in", in, "equal", equal, "verdict", ofBest.label(), "other", name);
            settle("baselineInAdvance", List.of(best), facts, all.differences(List.of(best)));
        }
        Verdicts verdicts = all.only(d -> !d.model().equals(best));
        for (Verdict verdict : List.of(Verdict.BETTER, Verdict.WORSE)) {
            List<ComparedModel> models = verdicts.models(verdict);
            if (!models.isEmpty()) {
                Map<String, ?> facts = Map.of("in", in, "verdict", verdict.label(), "other", name);
                settle("baseline", models, facts, verdicts.differences(models));
            }
        }
        equivalent(in, name, verdicts);
        open(in, name, verdicts);
    }

    /** Compares methods over data sets by their ranks, with the rule of the table of ranks. */
    private void tasks(Tasks tasks) {
        Optional<Friedman> ranks = TaskScores.ranks(tasks);
        double level = TaskScores.level();
        Map<String, Object> facts = new HashMap<>();
        facts.put("tasks", tasks.tasks().size());
        facts.put("metric", tasks.metric().label());
        facts.put("ranked", ranks.isPresent());
        if (ranks.isEmpty() || !ranks.get().canSeparate(level) || ranks.get().bestP() >= level) {
            open.add(say("noRanks", facts));
            return;
        }
        List<Double> mean = ranks.get().meanRanks();
        int first = mean.indexOf(Collections.min(mean));
        List<String> behind = new ArrayList<>();
        for (int i = 0; i < mean.size(); i++) {
            if (mean.get(i) - mean.get(first) > ranks.get().criticalDifference(level)) {
                behind.add(tasks.methods().get(i).label().plain());
            }
        }
        facts.put("best", tasks.methods().get(first).label().plain());
        facts.put("behind", shortened(behind));
        if (behind.isEmpty()) {
            open.add(say("firstRank", facts));
        } else {
            settled.add(say("ranksAbove", facts));
        }
    }

    /** Says where no model is better than a method that needs no model. */
    private void naive() {
        for (DataPart part : comparison.byData()) {
            NaiveScore.of(part.comparison()).stream()
                    .collect(
                            Collectors.groupingBy(
                                    score -> score.metric().name(),
                                    LinkedHashMap::new,
                                    Collectors.toList()))
                    .values()
                    .forEach(
                            scores ->
                                    scores.get(0)
                                            .bestModel(part.comparison())
                                            .map(model -> naive(part, scores, model))
                                            .ifPresent(doubts::addAll));
        }
    }

    private static List<String> naive(
            DataPart part, List<NaiveScore> scores, NaiveScore.Mean model) {
        List<NaiveScore> better = new ArrayList<>(scores);
        better.removeIf(score -> !score.isBetterThan(model));
        better.sort(Comparator.comparingDouble(s -> -s.metric().sign() * s.value()));
        return better.isEmpty() ? List.of() : List.of(naive(part, better.get(0), better, model));
    }

    private static String naive(
            DataPart part, NaiveScore score, List<NaiveScore> better, NaiveScore.Mean model) {
        List<String> others =
                better.stream()
                        .skip(1)
                        .map(
                                of ->
                                        "%s (%s)"
                                                .formatted(
                                                        of.own().label(),
                                                        NumberText.significant(of.value(), 3)))
                        .toList();
        return say(
                "naive",
                Map.of(
                        "on", part.label().isEmpty() ? "" : "On " + part.label() + ", ",
                        "naive", score.own().label(),
                        "value", NumberText.significant(score.value(), 3),
                        "error", error("standard error ", score.error()),
                        "model", model.model().term(),
                        "mean", NumberText.significant(model.value(), 3),
                        "errorOfModel", error("", model.error()),
                        "others",
                                others.isEmpty()
                                        ? ""
                                        : " Better than it, too: " + ListText.of(others) + "."));
    }

    private static String error(String term, double error) {
        return Double.isNaN(error)
                ? ""
                : " (%s%s)".formatted(term, NumberText.significant(error, 2));
    }

    /** Adds what the diagnostics say against the numbers. */
    private void reliability() throws IOException {
        BoundSlack.unsettled(comparison)
                .forEach(
                        (model, slack) ->
                                open.add(
                                        say(
                                                "slack",
                                                List.of(model),
                                                Map.of(
                                                        "above",
                                                        comparison.terms(slack.above()),
                                                        "nats",
                                                        NumberText.significant(slack.nats(), 2),
                                                        "by",
                                                        slack.by()))));
        Set<String> unreliable = unreliable();
        unreliable.stream().limit(MOST_NAMES).forEach(why -> doubts.add(why + "."));
        int more = unreliable.size() - MOST_NAMES;
        if (more > 0) {
            doubts.add(say("unreliable", Map.of("more", more, "one", more == 1)));
        }
        doubts.addAll(WrongBounds.of(comparison));
        Map<List<String>, List<String>> missed = new LinkedHashMap<>();
        comparison.completed().stream()
                .flatMap(run -> run.provenance().missedMetrics().keySet().stream())
                .distinct()
                .forEach(
                        name ->
                                missed.computeIfAbsent(missing(name), m -> new ArrayList<>())
                                        .add(comparison.metric(name).label()));
        missed.forEach(
                (of, labels) -> {
                    boolean several = labels.size() > 1;
                    String metrics = ListText.of(labels);
                    String models = shortened(of);
                    Map<String, ?> facts =
                            Map.of("metrics", metrics, "several", several, "models", models);
                    doubts.add(say("missed", facts));
                });
        comparison.completed().stream()
                .map(run -> run.provenance().facts().preparation().leftOut())
                .filter(Objects::nonNull)
                .map(FactText::classes)
                .forEach(classes -> doubts.add(say("leftOut", Map.of("classes", classes))));
        List<String> unhealthy =
                ModelTables.health(comparison).stream()
                        .flatMap(table -> table.rows().stream())
                        .map(row -> row.get(0).text())
                        .distinct()
                        .toList();
        if (!unhealthy.isEmpty()) {
            doubts.add(say("unhealthy", Map.of("models", shortened(unhealthy))));
        }
    }

    /** Returns the models that lack a metric, with the number of runs if it is not all. */
    private List<String> missing(String metric) {
        List<String> missing = new ArrayList<>();
        for (ComparedModel model : models(of -> !of.completed().isEmpty())) {
            List<RunRecord> all = model.completed();
            long runs = all.stream().filter(r -> misses(r, metric)).count();
            String some = runs < all.size() ? " (%s of %s runs)".formatted(runs, all.size()) : "";
            if (runs > 0) {
                missing.add(model.term() + some);
            }
        }
        return missing;
    }

    private static boolean misses(RunRecord run, String metric) {
        return run.provenance().missedMetrics().containsKey(metric);
    }

    /** Returns what makes estimates of models unreliable, the largest share of a model first. */
    private Set<String> unreliable() {
        Set<String> all = new LinkedHashSet<>();
        comparison.models().stream()
                .sorted(
                        Comparator.comparingDouble(
                                of -> -ModelDifference.shareUnreliable(comparison, of)))
                .forEach(of -> all.addAll(ModelDifference.unreliable(comparison, of)));
        return all;
    }

    private static String names(List<ComparedModel> models) {
        return shortened(models.stream().map(ComparedModel::term).toList());
    }

    private static String shortened(List<String> names) {
        if (names.size() <= MOST_NAMES + 1) {
            return ListText.of(names);
        }
        List<String> some = new ArrayList<>(names.subList(0, MOST_NAMES));
        some.add((names.size() - MOST_NAMES) + " more");
        return ListText.of(some);
    }
}
