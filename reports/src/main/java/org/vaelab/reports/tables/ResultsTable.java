// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
    private final Notes notes = new Notes();
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
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("Model", "", false));
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            rows.add(new ArrayList<>(List.of(name(model))));
        }
        if (!diagnostics) {
            columns.add(new Column("Seeds", "", true));
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).add(seeds(comparison.models().get(i)));
            }
        }
        for (Metric metric : metrics) {
            List<Measured> column = Measured.ofAll(comparison, metric);
            columns.add(header(metric, column));
            List<Cell> cells = cells(metric, column);
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).add(cells.get(i));
            }
        }
        return new Table(id, caption, columns, rows, notes.all());
    }

    private String caption() {
        String ranked =
                " Bold: the best mean of a column, and every other that is not settled to be worse; none"
                        + " if no difference is settled. It is settled if the interval of the paired"
                        + " difference to the best mean excludes 0"
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
        boolean baseline = model.name().equals(comparison.plan().baseline());
        boolean tuned = !diagnostics && !comparison.searches().isEmpty();
        Cell name = tuned ? Cell.model(model, notes.mark(tuning(model))) : Cell.model(model);
        return baseline
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
        List<String> marks = new ArrayList<>();
        for (ComparedRun run : model.failed()) {
            marks.add(notes.mark(failure(model, run)));
        }
        if (!model.pending().isEmpty()) {
            marks.add(notes.mark(pending));
        }
        return new Cell(done + " of " + all, Emphasis.PLAIN, marks, "").valued(done);
    }

    private static String failure(ComparedModel model, ComparedRun run) {
        Failure failure = run.failure().orElseThrow();
        return String.format(
                Locale.ROOT,
                "The run of %s with seed %d failed %s: %s.",
                Names.of(model),
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
        String arrow =
                switch (metric.direction()) {
                    case HIGHER -> " ↑";
                    case LOWER -> " ↓";
                    case NEITHER -> "";
                };
        String units =
                protocols.stream()
                        .map(EvaluationProtocol::unit)
                        .filter(unit -> !unit.equals("1"))
                        .distinct()
                        .collect(Collectors.joining(", "));
        for (Measured measured : column) {
            if (group.contains(measured.model()) && measured.protocol().isPresent()) {
                String protocol = ProtocolText.of(measured.protocol().get());
                return new Column(metric.label() + arrow, protocol, true);
            }
        }
        boolean ranked = metric.isRanked() && !protocols.isEmpty();
        String apart = ranked ? (units.isEmpty() ? "" : " · ") + "not ranked" : "";
        return new Column(metric.label() + arrow, units + apart, true);
    }

    private List<Cell> cells(Metric metric, List<Measured> column) {
        List<ComparedModel> group = group(metric, column);
        List<ComparedModel> bold =
                Leaders.of(comparison, metric).map(Leaders::settled).orElse(List.of());
        int decimals = decimals(column);
        String widest =
                column.stream()
                        .flatMap(m -> m.overSeeds().stream())
                        .filter(MeanInterval::hasInterval)
                        .map(i -> NumberText.spread(i.halfWidth(), decimals))
                        .max(Comparator.comparingInt(String::length))
                        .orElse("");
        List<Cell> cells = new ArrayList<>();
        for (Measured measured : column) {
            Optional<MeanInterval> interval = measured.overSeeds();
            cells.add(
                    interval.isEmpty()
                            ? absent(measured)
                            : present(
                                    measured,
                                    interval.get(),
                                    decimals,
                                    widest,
                                    group.contains(measured.model()) ? List.of() : column,
                                    bold.contains(measured.model())));
        }
        return cells;
    }

    private Cell present(
            Measured measured,
            MeanInterval interval,
            int decimals,
            String widest,
            List<Measured> apartFrom,
            boolean isBest) {
        List<String> marks = new ArrayList<>();
        if (!apartFrom.isEmpty()) {
            marks.add(notes.mark(grounds(measured, apartFrom)));
        }
        if (measured.metric().role() == MetricRole.LOG_LIKELIHOOD) {
            unsettled(measured.model()).ifPresent(text -> marks.add(notes.mark(text)));
        }
        int completed = measured.model().completed().size();
        if (interval.n() < completed) {
            marks.add(
                    notes.mark(
                            "From "
                                    + interval.n()
                                    + " of "
                                    + completed
                                    + " completed runs; the others have no value"
                                    + measured.absence().map(why -> ": " + why).orElse("")
                                    + "."));
        }
        measured.caveats().forEach(caveat -> marks.add(notes.mark(Notes.sentence(caveat))));
        if (intervals && !interval.hasInterval()) {
            marks.add(notes.mark("1 seed: there is no interval."));
        }
        String mean = NumberText.fixed(interval.mean(), decimals);
        Emphasis emphasis = isBest ? Emphasis.BEST : Emphasis.PLAIN;
        if (!interval.hasInterval()) {
            return new Cell(mean, emphasis, marks, widest).valued(interval.mean());
        }
        String spread = NumberText.spread(interval.halfWidth(), decimals);
        String text = mean + NumberText.widened(spread, widest.length());
        return new Cell(text, emphasis, marks, "").valued(interval.mean());
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
                                        "This bound of %s is %.2g nats below %s of the same data, more"
                                                + " than it is below that of %s: which generative model"
                                                + " is better is not settled.",
                                        Names.of(model),
                                        found.slack().nats(),
                                        found.slack().by(),
                                        Names.of(comparison, found.above())));
    }

    private Cell absent(Measured measured) {
        ComparedModel model = measured.model();
        if (model.completed().isEmpty()) {
            String[] marks =
                    model.failed().stream()
                            .map(run -> notes.mark(failure(model, run)))
                            .toArray(String[]::new);
            return marks.length == 0
                    ? Cell.faint(NumberText.ABSENT, notes.mark(pending))
                    : Cell.faint("failed", marks);
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
                            + Names.of(model)
                            + " differ in "
                            + EvaluationProtocol.differences(measured.protocols())
                            + "; they have no mean.";
        } else {
            String seeds =
                    measured.bySeed().entrySet().stream()
                            .filter(e -> !Double.isFinite(e.getValue().value()))
                            .map(e -> String.valueOf(e.getKey()))
                            .collect(Collectors.joining(", "));
            reason = "Not a finite number for " + Names.of(model) + ", seed " + seeds + ".";
        }
        return Cell.faint(NumberText.ABSENT, notes.mark(reason));
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
        double[] widths =
                column.stream()
                        .flatMap(m -> m.overSeeds().stream())
                        .filter(MeanInterval::hasInterval)
                        .mapToDouble(MeanInterval::halfWidth)
                        .sorted()
                        .toArray();
        if (whole) {
            return widths.length == 0 ? 0 : 1;
        }
        double[] errors =
                column.stream()
                        .flatMap(m -> m.bySeed().values().stream())
                        .filter(Objects::nonNull)
                        .mapToDouble(Estimate::standardError)
                        .filter(e -> !Double.isNaN(e))
                        .sorted()
                        .toArray();
        double[] uncertainties = widths.length > 0 ? widths : errors;
        return NumberText.decimals(
                uncertainties.length == 0
                        ? Double.NaN
                        : uncertainties[(uncertainties.length - 1) / 2]);
    }
}
