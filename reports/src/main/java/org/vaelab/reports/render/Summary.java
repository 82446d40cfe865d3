// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vaelab.reports.comparison.BoundSlack;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.comparison.Verdicts;
import org.vaelab.reports.comparison.WrongBounds;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * What a report settles, what it leaves open and what would settle it, and what to check first.
 *
 * <p>It is about the preferred metrics, and repeats the verdicts, obstacles and warnings of the tables.
 */
public final class Summary {

    private static final int MOST_NAMES = 4;
    private static final int MOST_METRICS = 3;
    private static final String IS_BETTER = " is better than ";
    private static final String OTHER_KINDS = ", though the values are of other kinds.";

    private final Comparison comparison;
    private final Set<String> settled = new LinkedHashSet<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> doubts = new LinkedHashSet<>();

    private Summary(Comparison comparison) {
        this.comparison = comparison;
    }

    static List<Section.Block> of(Comparison comparison) throws IOException {
        Summary summary = new Summary(comparison);
        summary.runs();
        summary.metrics();
        summary.reliability();
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

    private static Section.Entry entry(String term, Set<String> sentences, String otherwise) {
        return new Section.Entry(
                term,
                List.of(sentences.isEmpty() ? otherwise : String.join(" ", sentences)),
                false);
    }

    /** Says which runs are absent, and who has one seed. */
    private void runs() {
        int all = comparison.runs().size();
        long failed = comparison.runs().stream().filter(r -> r.failure().isPresent()).count();
        long pending = all - failed - comparison.completed().size();
        if (failed > 0) {
            doubts.add(failed + " of " + all + " runs failed.");
        }
        if (pending > 0) {
            doubts.add(pending + " of " + all + " runs have not ended.");
        }
        List<ComparedModel> valued = models(model -> !model.completed().isEmpty());
        List<ComparedModel> single = models(model -> model.completed().size() == 1);
        if (!single.isEmpty()) {
            String who =
                    single.equals(valued)
                            ? single.size() == 1 ? "The model has" : "Each model has"
                            : names(single, " has", " have");
            doubts.add(who + " one seed: other seeds may give other results.");
        }
    }

    private List<ComparedModel> models(Predicate<ComparedModel> which) {
        return comparison.models().stream().filter(which).toList();
    }

    /** Compares the models in the metrics that a report prefers. */
    private void metrics() {
        List<Metric> ranked = comparison.metrics().stream().filter(Metric::isRanked).toList();
        int preferred = ranked.stream().mapToInt(Metric::preference).min().orElse(0);
        List<Metric> metrics =
                ranked.stream().filter(metric -> metric.preference() == preferred).toList();
        if (comparison.completed().isEmpty()) {
            settled.add("Nothing: no run is complete.");
        } else if (metrics.isEmpty()) {
            settled.add("Nothing: no metric has a direction in which models are better.");
        }
        for (Metric metric : metrics.subList(0, Math.min(MOST_METRICS, metrics.size()))) {
            comparison.byData().forEach(part -> compare(part, metric));
            Tasks.of(comparison, metric).ifPresent(this::tasks);
            for (ComparedModel model : comparison.models()) {
                doubts.addAll(Measured.of(model, metric).caveats());
            }
        }
        if (metrics.size() > MOST_METRICS) {
            open.add("The tables have " + (metrics.size() - MOST_METRICS) + " further metrics.");
        }
    }

    /** Compares the models on one data set. */
    private void compare(DataPart part, Metric metric) {
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
        best(leaders.get(), toBaseline, in + ", ");
        toBaseline.ifPresent(verdicts -> baseline(leaders.get(), verdicts, in + ", "));
    }

    /** Compares values of other kinds, such as a bound with an exact value. */
    private void inOneDirection(Comparison on, Metric metric, String in) {
        List<ComparedModel> models = on.models();
        List<ModelDifference> pairs = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                pairs.add(ModelDifference.of(on, metric, models.get(j), models.get(i)));
            }
        }
        pairs.removeIf(pair -> pair.mean() == null);
        if (pairs.isEmpty()) {
            settled.add(in + ", nothing: " + alone(on, metric));
            return;
        }
        double confidence = Leaders.confidence(pairs);
        for (ModelDifference pair : pairs) {
            Verdict verdict = pair.verdict(confidence, 0);
            String one = pair.model().term();
            String other = pair.reference().term();
            if (verdict == Verdict.BETTER || verdict == Verdict.WORSE) {
                String is =
                        verdict == Verdict.BETTER
                                ? one + IS_BETTER + other
                                : other + IS_BETTER + one;
                settled.add(in + ", " + is + OTHER_KINDS);
            } else {
                open.add(
                        in
                                + ", "
                                + one
                                + " against "
                                + other
                                + ": values of other kinds allow either order.");
            }
        }
    }

    /** Returns why no two models are compared in a metric. */
    private static String alone(Comparison on, Metric metric) {
        List<Measured> valued =
                Measured.ofAll(on, metric).stream()
                        .filter(measured -> !measured.protocols().isEmpty())
                        .toList();
        if (valued.size() < 2) {
            return (valued.isEmpty() ? "no model has" : "only one model has") + " a value.";
        }
        String differences =
                EvaluationProtocol.differences(
                        valued.stream().flatMap(m -> m.protocols().stream()).distinct().toList());
        return "no two models compare"
                + (differences.isEmpty()
                        ? "."
                        : ", because the values differ in " + differences + ".");
    }

    private void best(Leaders leaders, Optional<Verdicts> toBaseline, String in) {
        String best = leaders.best().term();
        Verdicts verdicts = leaders.verdicts();
        List<ComparedModel> worse = verdicts.models(Verdict.WORSE);
        List<ComparedModel> better = verdicts.models(Verdict.BETTER);
        int others = leaders.differences().size();
        if (!worse.isEmpty()) {
            String all = (others == 2 ? "both" : "all " + others) + " other models";
            String than = worse.size() == others && others > 1 ? all : names(worse);
            settled.add(in + best + " is better than " + than + "." + verdicts.restriction());
        }
        if (!better.isEmpty()) {
            String which = names(better, " is", " are") + " better than " + best;
            settled.add(in + which + OTHER_KINDS);
        }
        equivalent(in, best, verdicts);
        if (worse.isEmpty() && better.isEmpty() && verdicts.models(Verdict.EQUIVALENT).isEmpty()) {
            settled.add(
                    in + "no difference to " + best + ", the best comparable mean, is settled.");
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
                .forEach((why, models) -> doubts.add(in + names(models) + ": " + why + "."));
        Set<String> unreliable = unreliable();
        verdicts.warnings().stream()
                .filter(warning -> !unreliable.contains(warning))
                .forEach(warning -> doubts.add(warning + "."));
    }

    private void open(String in, String reference, Verdicts verdicts) {
        List<String> items = new ArrayList<>();
        verdicts.open().forEach((remedy, models) -> items.add(names(models) + " (" + remedy + ")"));
        if (!items.isEmpty()) {
            open.add(in + "against " + reference + ": " + String.join("; ", items) + ".");
        }
    }

    private void equivalent(String in, String reference, Verdicts verdicts) {
        List<ComparedModel> models = verdicts.models(Verdict.EQUIVALENT);
        if (!models.isEmpty()) {
            String which = names(models, " equals ", " equal ");
            String within = NumberText.significant(verdicts.rope(), 2);
            settled.add(in + which + reference + " within " + within + " nats.");
        }
    }

    /**
     * Compares with the baseline where it is not the best model, to which all are compared. Each pair has one
     * sentence: of the best model and the baseline it gives the reason where their two verdicts differ.
     */
    private void baseline(Leaders leaders, Verdicts all, String in) {
        ComparedModel best = leaders.best();
        Verdict ofBest = all.of(best);
        String name = "the baseline " + all.reference().term();
        if (!ofBest.isOpen() && leaders.verdicts().of(all.reference()) != ofBest.reversed()) {
            String is =
                    ofBest == Verdict.EQUIVALENT ? " equals " : " is " + ofBest.label() + " than ";
            settled.add(
                    in
                            + best.term()
                            + is
                            + name
                            + ", which was chosen in advance; among all pairs of models this is open.");
        }
        Verdicts verdicts = all.only(d -> !d.model().equals(best));
        for (Verdict verdict : List.of(Verdict.BETTER, Verdict.WORSE)) {
            List<ComparedModel> models = verdicts.models(verdict);
            if (!models.isEmpty()) {
                String which = names(models, " is ", " are ");
                settled.add(in + which + verdict.label() + " than " + name + ".");
            }
        }
        equivalent(in, name, verdicts);
        open(in, name, verdicts);
    }

    /** Compares methods over data sets by their ranks, with the rule of the table of ranks. */
    private void tasks(Tasks tasks) {
        String over = "Over " + tasks.tasks().size() + " data sets, ";
        String metric = tasks.metric().label();
        Optional<Friedman> ranks = TaskScores.ranks(tasks);
        double level = TaskScores.level();
        boolean separates =
                ranks.isPresent() && ranks.get().canSeparate(level) && ranks.get().bestP() < level;
        if (!separates) {
            String none = over + "no method is told apart from another by its ranks in " + metric;
            open.add(none + (ranks.isPresent() ? ": more data sets are needed." : "."));
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
        String best = tasks.methods().get(first).label().plain();
        if (behind.isEmpty()) {
            open.add(over + "no method is told apart from " + best + ", which ranks first.");
        } else {
            settled.add(over + best + " ranks above " + shortened(behind) + " in " + metric + ".");
        }
    }

    /** Adds what the diagnostics say against the numbers. */
    private void reliability() throws IOException {
        BoundSlack.unsettled(comparison)
                .forEach((model, unsettled) -> open.add(slack(model, unsettled)));
        Set<String> unreliable = unreliable();
        unreliable.stream().limit(MOST_NAMES).forEach(why -> doubts.add(why + "."));
        int more = unreliable.size() - MOST_NAMES;
        if (more > 0) {
            doubts.add(
                    more
                            + (more == 1 ? " more model has" : " more models have")
                            + " unreliable estimates of log p(x).");
        }
        doubts.addAll(WrongBounds.of(comparison));
        Map<String, Set<ComparedModel>> missed = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            model.completed().stream()
                    .flatMap(record -> record.provenance().missedMetrics().keySet().stream())
                    .map(metric -> comparison.metric(metric).label())
                    .forEach(
                            label ->
                                    missed.computeIfAbsent(label, l -> new LinkedHashSet<>())
                                            .add(model));
        }
        missed.forEach(
                (label, of) ->
                        doubts.add(label + " has no value for " + names(List.copyOf(of)) + "."));
        comparison.completed().stream()
                .map(run -> run.provenance().facts().preparation().leftOut())
                .filter(Objects::nonNull)
                .map(FactText::classes)
                .forEach(
                        classes ->
                                doubts.add(
                                        "Training left "
                                                + classes
                                                + " out, and the test has it: values of the seen"
                                                + " classes do not include it."));
        List<String> unhealthy =
                ModelTables.health(comparison).stream()
                        .flatMap(table -> table.rows().stream())
                        .map(row -> row.get(0).text())
                        .distinct()
                        .toList();
        if (!unhealthy.isEmpty()) {
            String models = shortened(unhealthy);
            doubts.add("The health monitor found problems in the training of " + models + ".");
        }
    }

    private String slack(ComparedModel model, BoundSlack slack) {
        return model.term()
                + " may be better than "
                + comparison.terms(slack.above())
                + ": its bound is at least "
                + NumberText.significant(slack.nats(), 2)
                + " nats too low, as "
                + slack.by()
                + " shows; a larger K raises it.";
    }

    private Set<String> unreliable() {
        Set<String> all = new LinkedHashSet<>();
        for (ComparedModel model : comparison.models()) {
            all.addAll(ModelDifference.unreliable(comparison, model));
        }
        return all;
    }

    private static String names(List<ComparedModel> models) {
        return shortened(models.stream().map(ComparedModel::term).toList());
    }

    /** Returns the names of models with the verb of one or that of several. */
    private static String names(List<ComparedModel> models, String one, String several) {
        return names(models) + (models.size() == 1 ? one : several);
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
