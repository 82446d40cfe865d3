// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.BoundSlack;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/**
 * Models against metrics: mean and interval over seeds.
 *
 * <p>Models with the same {@link EvaluationProtocol} are ranked. The leading ones are bold if a
 * difference is settled, as {@link Leaders} says. Each other cell states its protocol.
 */
public final class ResultsTable {

    private static final String NOT_ENDED = "Not every run has ended.";
    private static final String NOT_EVALUATED = "Not every run is evaluated with these settings.";

    private final Comparison comparison;
    private final boolean intervals;

    private final boolean diagnostics;
    private final String pending;
    private final List<Metric> metrics;
    private final Map<ComparedModel, BoundSlack.Unsettled> unsettled;

    /**
     * Prepares a table.
     *
     * @param pending the note on a model that has runs without a record
     */
    private ResultsTable(Comparison comparison, boolean diagnostics, String pending) {
        this.comparison = comparison;
        this.diagnostics = diagnostics;
        this.pending = pending;
        this.unsettled = BoundSlack.unsettled(comparison);
        this.metrics =
                comparison.metrics().stream()
                        .filter(metric -> metric.isDiagnostic() == diagnostics)
                        .toList();
        this.intervals =
                comparison.models().stream().anyMatch(model -> model.completed().size() > 1);
    }

    /** Builds the table of scores and of the terms of the bound. */
    public static Table of(Comparison comparison) {
        ResultsTable table = new ResultsTable(comparison, false, NOT_ENDED);
        return table.build("results", table.caption());
    }

    /** Builds the table of diagnostic metrics; empty if there is none. */
    public static Optional<Table> diagnostics(Comparison comparison) {
        ResultsTable table = new ResultsTable(comparison, true, NOT_ENDED);
        return table.metrics.isEmpty()
                ? Optional.empty()
                : Optional.of(table.build("diagnostics", table.captionOfDiagnostics()));
    }

    /** Builds the tables of a further evaluation: scores and terms of the bound, then diagnostics. */
    public static List<Table> of(FurtherEvaluation evaluation) {
        String caption = "Evaluated with " + evaluation.description() + ". ";
        Comparison comparison = evaluation.comparison();
        ResultsTable scores = new ResultsTable(comparison, false, NOT_EVALUATED);
        ResultsTable others = new ResultsTable(comparison, true, NOT_EVALUATED);
        List<Table> tables = new ArrayList<>();
        if (!scores.metrics.isEmpty()) {
            tables.add(scores.build(evaluation.id(), caption + scores.caption()));
        }
        if (!others.metrics.isEmpty()) {
            String id = evaluation.id() + "-diagnostics";
            tables.add(others.build(id, caption + others.captionOfDiagnostics()));
        }
        return tables;
    }

    private String captionOfDiagnostics() {
        return "Diagnostics, which describe the models and do not rank them: "
                + (intervals
                        ? "mean over seeds ± half the width of its 95 % interval."
                                + SharedStart.note(comparison.models().stream())
                        : "one seed for each model.")
                + metrics.stream()
                        .filter(Metric::isExplained)
                        .map(metric -> " " + metric.description().sentence())
                        .collect(Collectors.joining());
    }

    private Table build(String id, String caption) {
        TableSpec<ComparedModel> table =
                TableSpec.of(id, comparison.models()).cells("Model", this::name);
        if (!diagnostics) {
            table.numbers("Seeds", "", this::seeds);
        }
        for (Metric metric : metrics) {
            List<Measured> column = Measured.ofAll(comparison, metric);
            Map<String, Cell> cells = cells(metric, column);
            table.column(
                    header(metric, column),
                    model -> Objects.requireNonNull(cells.get(model.name())));
        }
        return table.byColumn(caption);
    }

    private String caption() {
        String ranked =
                " Bold: the best mean of a column, and every other that is not settled to be worse;"
                        + " none if no difference is settled. It is settled if the interval of the"
                        + " paired difference to the best mean excludes 0"
                        + (comparison.plan().rope() == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " (in nats: everything up to %s)",
                                        NumberText.significant(comparison.plan().rope(), 2)))
                        + ", for all pairs of models together at the level 0.05, because the"
                        + " same values chose the best mean.";
        if (!intervals) {
            return "One seed for each model, so that nothing can be said about the variation"
                    + " between seeds. Differences are those of the trained models over examples."
                    + ranked;
        }
        boolean two =
                comparison.models().stream().mapToInt(m -> m.completed().size()).max().orElse(0)
                        == 2;
        return "Mean over seeds ± half the width of its 95 % interval (Student t)."
                + SharedStart.note(comparison.models().stream())
                + ranked
                + (two ? " Of two seeds the interval is 12.7 standard errors to each side." : "");
    }

    private Cell name(ComparedModel model) {
        Cell name = Cell.model(model);
        if (!diagnostics && !comparison.searches().isEmpty()) {
            name = name.marked(List.of(tuning(model)));
        }
        return model.name().equals(comparison.plan().baseline())
                ? name.worded(name.text() + " (baseline)", name.latex() + " (baseline)")
                : name;
    }

    /** Returns the budget that the settings of a model were chosen with. */
    private String tuning(ComparedModel model) {
        return comparison.searches().stream()
                .filter(search -> search.model().equals(model.name()))
                .findFirst()
                .map(search -> "Tuned: " + SearchTable.budget(search) + ".")
                .orElse("Not tuned by a search.");
    }

    private Cell seeds(ComparedModel model) {
        int done = model.completed().size();
        int all = model.runs().size();
        if (done == all) {
            return Cell.plain(String.valueOf(done)).valued(done);
        }
        List<String> notes = new ArrayList<>(failures(model));
        if (!model.pending().isEmpty()) {
            notes.add(pending);
        }
        return Cell.number(done, done + " of " + all).marked(notes);
    }

    private static List<String> failures(ComparedModel model) {
        return model.failed().stream().map(run -> failure(model, run)).toList();
    }

    private static String failure(ComparedModel model, ComparedRun run) {
        Failure failure = run.failure().orElseThrow();
        return String.format(
                Locale.ROOT,
                "The run of %s with seed %d failed %s: %s.",
                model.term(),
                run.planned().seed(),
                NumberText.atStep(failure.step()),
                failure.cause().replaceAll("[.\\s]+$", ""));
    }

    private static List<EvaluationProtocol> protocols(List<Measured> column) {
        return column.stream().flatMap(m -> m.protocols().stream()).distinct().toList();
    }

    private static Column header(Metric metric, List<Measured> column) {
        List<EvaluationProtocol> protocols = protocols(column);
        List<ComparedModel> group = group(metric, column);
        for (Measured measured : column) {
            if (group.contains(measured.model()) && measured.protocol().isPresent()) {
                String protocol = ProtocolText.of(measured.protocol().get());
                return new Column(metric.directed(), protocol, true);
            }
        }
        String units =
                protocols.stream()
                        .map(EvaluationProtocol::named)
                        .filter(unit -> !unit.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", "));
        boolean ranked = metric.isRanked() && !protocols.isEmpty();
        String apart = ranked ? (units.isEmpty() ? "" : " · ") + "not ranked" : "";
        return new Column(metric.directed(), units + apart, true);
    }

    private Map<String, Cell> cells(Metric metric, List<Measured> column) {
        List<ComparedModel> group = group(metric, column);
        List<ComparedModel> bold =
                Leaders.of(comparison, metric).map(Leaders::settled).orElse(List.of());
        Precision precision = Precision.of(decimals(column), halfWidths(column));
        Map<String, Cell> cells = new HashMap<>();
        for (Measured measured : column) {
            ComparedModel model = measured.model();
            List<Measured> apartFrom = group.contains(model) ? List.of() : column;
            cells.put(
                    model.name(),
                    measured.overSeeds()
                            .map(
                                    mean ->
                                            precision
                                                    .fixed(mean)
                                                    .marked(notes(measured, mean, apartFrom))
                                                    .emphasised(
                                                            bold.contains(model)
                                                                    ? Emphasis.BEST
                                                                    : Emphasis.PLAIN))
                            .orElseGet(() -> absent(measured)));
        }
        return cells;
    }

    private static DoubleStream halfWidths(List<Measured> column) {
        return column.stream()
                .flatMap(m -> m.overSeeds().stream())
                .filter(MeanInterval::hasInterval)
                .mapToDouble(MeanInterval::halfWidth);
    }

    private List<String> notes(Measured measured, MeanInterval interval, List<Measured> apartFrom) {
        List<String> notes = new ArrayList<>();
        if (!apartFrom.isEmpty()) {
            notes.add(grounds(measured, apartFrom));
        }
        if (measured.metric().role() == MetricRole.LOG_LIKELIHOOD) {
            unsettled(measured.model()).ifPresent(notes::add);
        }
        int completed = measured.model().completed().size();
        if (interval.n() < completed) {
            notes.add(
                    "From "
                            + interval.n()
                            + " of "
                            + completed
                            + " completed runs; the others have no value"
                            + measured.absence().map(why -> ": " + why).orElse("")
                            + ".");
        }
        measured.caveats().forEach(caveat -> notes.add(Notes.sentence(caveat)));
        if (intervals && !interval.hasInterval()) {
            notes.add("1 seed: there is no interval.");
        }
        return notes;
    }

    /** Returns what a value rests on that is not ranked with its column. */
    private static String grounds(Measured measured, List<Measured> column) {
        EvaluationProtocol rests = measured.protocol().orElseThrow();
        String name = measured.model().completed().get(0).provenance().data().name();
        String protocol =
                "Rests on: " + ProtocolText.of(rests) + " (" + rests.observed().text(name) + ").";
        if (!measured.metric().isRanked()) {
            return protocol;
        }
        return protocol
                + ProtocolText.errors(measured.comparable(column))
                        .map(text -> " It is not ranked with values of another kind. " + text)
                        .orElse(
                                " It is not ranked: it is not comparable with values on other"
                                        + " grounds.");
    }

    private Optional<String> unsettled(ComparedModel model) {
        return Optional.ofNullable(unsettled.get(model))
                .map(
                        found ->
                                String.format(
                                        Locale.ROOT,
                                        "This bound of %s is %.2g nats below %s of the same data,"
                                                + " more than it is below that of %s: which generative"
                                                + " model is better is not settled.",
                                        model.term(),
                                        found.slack().nats(),
                                        found.slack().by(),
                                        comparison.terms(found.above())));
    }

    private Cell absent(Measured measured) {
        ComparedModel model = measured.model();
        if (model.completed().isEmpty()) {
            return model.failed().isEmpty()
                    ? Cell.absent(pending)
                    : Cell.faint("failed").marked(failures(model));
        }
        String reason;
        if (measured.bySeed().isEmpty()) {
            reason =
                    measured.absence()
                            .map(why -> "Not computed: " + why + ".")
                            .orElse("Not measured for such a model.");
        } else if (measured.protocol().isEmpty()) {
            reason =
                    "The runs of "
                            + model.term()
                            + " differ in "
                            + EvaluationProtocol.differences(measured.protocols())
                            + "; they have no mean.";
        } else {
            String seeds =
                    measured.bySeed().entrySet().stream()
                            .filter(e -> !Double.isFinite(e.getValue().value()))
                            .map(e -> String.valueOf(e.getKey()))
                            .collect(Collectors.joining(", "));
            reason = "Not a finite number for " + model.term() + ", seed " + seeds + ".";
        }
        return Cell.absent(reason);
    }

    /** Returns the models whose protocol the header states: all, or the largest group that ranks. */
    private static List<ComparedModel> group(Metric metric, List<Measured> column) {
        boolean all = protocols(column).size() == 1;
        List<Measured> group =
                all ? column : metric.isRanked() ? Measured.largestGroup(column) : List.of();
        return all || group.size() > 1 ? group.stream().map(Measured::model).toList() : List.of();
    }

    /** Returns the decimals of a column, from its median half-width, else from standard errors. */
    public static int decimals(List<Measured> column) {
        double[] values = column.stream().flatMapToDouble(m -> Arrays.stream(m.values())).toArray();
        boolean whole = Arrays.stream(values).allMatch(v -> v == Math.rint(v));
        double[] widths = halfWidths(column).sorted().toArray();
        if (whole) {
            return widths.length == 0 ? 0 : 1;
        }
        return Precision.median(
                widths.length > 0
                        ? widths
                        : column.stream()
                                .flatMap(m -> m.bySeed().values().stream())
                                .mapToDouble(Estimate::standardError)
                                .filter(e -> !Double.isNaN(e))
                                .sorted()
                                .toArray());
    }
}
