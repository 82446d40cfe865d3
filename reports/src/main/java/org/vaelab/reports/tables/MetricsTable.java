// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.comparison.BoundOrder;
import org.vaelab.reports.comparison.BoundSlack;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.NaiveScore;
import org.vaelab.reports.comparison.NumberedPart;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * Models against metrics: mean and interval over seeds.
 *
 * <p>Models with the same {@link EvaluationProtocol} are ranked. The leading ones are bold if a
 * difference is settled, as {@link Leaders} says. Each other cell states its protocol.
 */
@Internal
public final class MetricsTable {

    private static final String NOT_ENDED = "Not every run has ended.";
    private static final String NOT_EVALUATED = "Not every run is evaluated with these settings.";

    private static final int MOST_HEADLINES = 3;

    /** With more diagnostics than these, and than models, each has a row. */
    private static final int MOST_COLUMNS = 8;

    private static final String NOT_SETTLED =
            "Not settled: the interval of its paired difference to the best mean is too wide to tell"
                    + " which of the two is better, so this mean is bold as well.";

    private final Comparison comparison;
    private final boolean intervals;
    private final boolean diagnostics;
    private final String pending;
    private final List<ReportedMetric> metrics;
    private final Map<ComparedModel, BoundSlack> unsettled;

    /**
     * Prepares a table.
     *
     * @param pending the note on a model that has runs without a record
     */
    private MetricsTable(Comparison comparison, boolean diagnostics, String pending) {
        this.comparison = comparison;
        this.diagnostics = diagnostics;
        this.pending = pending;
        this.unsettled = BoundSlack.unsettled(comparison);
        this.metrics = new ArrayList<>(comparison.metrics());
        this.metrics.removeIf(metric -> metric.isDiagnostic() != diagnostics);
        this.intervals =
                comparison.models().stream().anyMatch(model -> model.completed().size() > 1);
    }

    /** Builds the table of scores and of the terms of the bound. */
    public static Table of(Comparison comparison) {
        return new MetricsTable(comparison, false, NOT_ENDED).build("results", "");
    }

    /** Builds the table of the metrics that a report prefers. */
    public static Table headline(Comparison comparison) {
        MetricsTable table = new MetricsTable(comparison, false, NOT_ENDED);
        table.metrics.removeIf(metric -> !metric.isRanked());
        table.metrics.sort(Comparator.comparingInt(ReportedMetric::preference));
        int most = Math.min(MOST_HEADLINES, table.metrics.size());
        table.metrics.subList(most, table.metrics.size()).clear();
        return table.build("headline", "");
    }

    /**
     * Builds the table of diagnostic metrics; empty if there is none. It leaves out what a figure
     * shows against its number, and what {@link NaiveTable} has.
     */
    public static Optional<Table> diagnostics(Comparison comparison) {
        MetricsTable table = new MetricsTable(comparison, true, NOT_ENDED);
        List<NaiveScore> naive = NaiveScore.of(comparison);
        table.metrics.removeIf(metric -> naive.stream().anyMatch(score -> score.has(metric)));
        NumberedPart.byMetric(comparison).values().stream()
                .flatMap(List::stream)
                .forEach(part -> table.metrics.remove(part.metric()));
        return table.metrics.isEmpty()
                ? Optional.empty()
                : Optional.of(table.build("diagnostics", ""));
    }

    /**
     * Builds the tables of a further evaluation: scores and terms of the bound, then diagnostics.
     */
    public static List<Table> of(FurtherEvaluation evaluation) {
        String settings = "Evaluated with " + evaluation.description() + ". ";
        return Stream.of(false, true)
                .map(others -> new MetricsTable(evaluation.comparison(), others, NOT_EVALUATED))
                .filter(table -> !table.metrics.isEmpty())
                .map(
                        table ->
                                table.build(
                                        evaluation.id() + (table.diagnostics ? "-diagnostics" : ""),
                                        settings))
                .toList();
    }

    /** A metric: the heading, and the cell of each model. */
    private record Shown(Column header, List<Cell> cells) {}

    private Table build(String id, String settings) {
        if (diagnostics && metrics.size() > Math.max(MOST_COLUMNS, comparison.models().size())) {
            return transposed(id, settings + captionOfDiagnostics());
        }
        TableSpec<ComparedModel> table =
                TableSpec.of(id, comparison.models()).cells("Model", this::name);
        if (!diagnostics) {
            table.numbers("Seeds", "", this::seeds);
        }
        for (ReportedMetric metric : metrics) {
            Shown shown = shown(metric);
            table.column(shown.header(), shown.cells());
        }
        table.terms(terms());
        return table.byColumn(settings + (diagnostics ? captionOfDiagnostics() : caption()));
    }

    /** Builds the table with a row for each metric and a column for each model. */
    private Table transposed(String id, String caption) {
        TableSpec<Shown> table =
                TableSpec.of(id, metrics.stream().map(this::shown).toList())
                        .text("Diagnostic", row -> row.header().title())
                        .text("Unit", row -> row.header().detail());
        for (int i = 0; i < comparison.models().size(); i++) {
            int model = i;
            Cell name = name(comparison.models().get(i));
            table.column(
                    new Column(name.text(), "", true, name.latex()), row -> row.cells().get(model));
        }
        return table.terms(terms()).captioned(caption);
    }

    private String captionOfDiagnostics() {
        return "Diagnostics, which describe the models and do not rank them: "
                + (intervals
                        ? "mean over seeds ± half the width of its 95 % interval."
                                + SharedStart.note(comparison.models().stream())
                        : "one seed for each model.");
    }

    private String caption() {
        String ranked =
                " Bold: the best mean of a column, and those after it down to the first that is settled"
                        + " to be worse, not compared or of fewer runs; none if no difference is"
                        + " settled.";
        if (!intervals) {
            return "One seed for each model, so that nothing can be said about the variation"
                    + " between seeds. Differences are those of the trained models over examples."
                    + ranked;
        }
        int most = comparison.models().stream().mapToInt(m -> m.completed().size()).max().orElse(0);
        return "Mean over seeds ± half the width of its 95 % interval (Student t)."
                + SharedStart.note(comparison.models().stream())
                + ranked
                + (most == 2
                        ? " Of two seeds the interval is 12.7 standard errors to each side."
                        : "");
    }

    /** Returns what the metrics are, and when a difference is settled. */
    private String terms() {
        Double rope = comparison.plan().rope();
        String size =
                rope == null ? "" : " by more than " + NumberText.significant(rope, 2) + " nats";
        String settled =
                "A difference is settled if the interval of the paired difference to the best mean"
                        + " excludes 0%s, for all pairs of models together at the level 0.05, because"
                        + " the same values chose the best mean.";
        return Stream.concat(definitions(), Stream.of(diagnostics ? "" : settled.formatted(size)))
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Returns what the metrics are. Those with one sentence share it. */
    private Stream<String> definitions() {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        for (ReportedMetric metric : metrics) {
            String sentence = metric.description().sentence();
            if (!sentence.isEmpty()) {
                labels.computeIfAbsent(sentence, s -> new ArrayList<>()).add(metric.label());
            }
        }
        return labels.entrySet().stream()
                .map(of -> ListText.ofSome(of.getValue()) + ": " + of.getKey());
    }

    private Cell name(ComparedModel model) {
        boolean isBaseline = model.name().equals(comparison.plan().baseline());
        Cell name = Cell.model(model, isBaseline ? " (baseline)" : "");
        return diagnostics || comparison.searches().isEmpty()
                ? name
                : name.marked(List.of(tuning(model)));
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
        List<String> notes = new ArrayList<>(failures(model));
        if (!model.pending().isEmpty()) {
            notes.add(pending);
        }
        return Cell.number(done, Precision.outOf(all)).marked(notes);
    }

    private static List<String> failures(ComparedModel model) {
        List<String> failures = new ArrayList<>();
        for (ComparedRun run : model.failed()) {
            Failure failure = run.failure().orElseThrow();
            failures.add(
                    "The run of %s with seed %s failed %s: %s."
                            .formatted(
                                    model.term(),
                                    run.planned().seed(),
                                    NumberText.atStep(failure.step()),
                                    failure.cause().replaceAll("[.\\s]+$", "")));
        }
        return failures;
    }

    private Shown shown(ReportedMetric metric) {
        List<MeasuredMetric> column = MeasuredMetric.ofAll(comparison, metric);
        List<MeasuredMetric> group = group(metric, column);
        Optional<Leaders> leaders = Leaders.of(comparison, metric);
        List<ComparedModel> bold = leaders.map(Leaders::settled).orElse(List.of());
        Precision precision = Precision.fixed(decimals(column)).holding(halfWidths(column));
        List<Cell> cells = new ArrayList<>();
        for (MeasuredMetric measured : column) {
            Optional<MeanInterval> mean = measured.overSeeds();
            if (mean.isEmpty()) {
                cells.add(absent(measured));
                continue;
            }
            List<String> notes = new ArrayList<>();
            if (!group.contains(measured)) {
                notes.addAll(grounds(measured, column, group.isEmpty()));
            }
            boolean isBold = bold.contains(measured.model());
            if (isBold && leaders.orElseThrow().isOpen(measured.model())) {
                notes.add(NOT_SETTLED);
            }
            addNotes(measured, mean.get(), notes);
            cells.add(
                    precision
                            .cell(mean.get())
                            .marked(notes)
                            .emphasised(isBold ? Emphasis.BEST : Emphasis.PLAIN));
        }
        return new Shown(header(metric, column, group), cells);
    }

    /**
     * Returns the values whose protocol the header states: all, or the largest group that ranks.
     */
    private static List<MeasuredMetric> group(ReportedMetric metric, List<MeasuredMetric> column) {
        if (protocols(column).size() == 1) {
            return column;
        }
        List<MeasuredMetric> group =
                metric.isRanked() ? MeasuredMetric.largestGroup(column) : List.of();
        return group.size() > 1 ? group : List.of();
    }

    private static List<EvaluationProtocol> protocols(List<MeasuredMetric> column) {
        return column.stream().flatMap(m -> m.protocols().stream()).distinct().toList();
    }

    private static Column header(
            ReportedMetric metric, List<MeasuredMetric> column, List<MeasuredMetric> group) {
        Optional<EvaluationProtocol> common =
                group.stream().flatMap(measured -> measured.protocol().stream()).findFirst();
        if (common.isPresent()) {
            return new Column(metric.directed(), ProtocolText.of(common.get()), true);
        }
        List<EvaluationProtocol> protocols = protocols(column);
        String apart = metric.isRanked() && !protocols.isEmpty() ? "not ranked" : "";
        List<String> texts = texts(column);
        String units =
                texts.size() == 1
                        ? texts.get(0)
                        : protocols.stream()
                                .map(EvaluationProtocol::named)
                                .filter(unit -> !unit.isEmpty())
                                .distinct()
                                .collect(Collectors.joining(", "));
        String detail = units + (units.isEmpty() || apart.isEmpty() ? "" : " · ") + apart;
        return new Column(metric.directed(), detail, true);
    }

    private static double[] halfWidths(List<MeasuredMetric> column) {
        return column.stream()
                .flatMap(m -> m.overSeeds().stream())
                .filter(MeanInterval::hasInterval)
                .mapToDouble(MeanInterval::halfWidth)
                .toArray();
    }

    private void addNotes(MeasuredMetric measured, MeanInterval interval, List<String> notes) {
        if (measured.metric().isLogLikelihood()) {
            unsettled(measured.model()).ifPresent(notes::add);
            BoundOrder.of(comparison, measured.model())
                    .flatMap(MetricsTable::boundOrder)
                    .ifPresent(notes::add);
        }
        int completed = measured.model().completed().size();
        if (interval.n() < completed) {
            String why = measured.absence().map(reason -> ": " + reason).orElse("");
            notes.add(
                    "From %s of %s completed runs; the others have no value%s."
                            .formatted(interval.n(), completed, why));
        }
        measured.caveats().forEach(caveat -> notes.add(Notes.sentence(caveat)));
        if (intervals && !interval.hasInterval()) {
            notes.add("1 seed: there is no interval.");
        }
        if (interval.isCut()) {
            notes.add(
                    "Cut to the range of the metric, the interval is from %s to %s."
                            .formatted(
                                    NumberText.significant(interval.low(), 2),
                                    NumberText.significant(interval.high(), 2)));
        }
    }

    /**
     * Returns what a value rests on that is not ranked with its column, unless the header says it.
     */
    private static List<String> grounds(
            MeasuredMetric measured, List<MeasuredMetric> column, boolean areAllApart) {
        EvaluationProtocol rests = measured.protocol().orElseThrow();
        List<String> notes = new ArrayList<>();
        if (!areAllApart || texts(column).size() > 1) {
            notes.add("This value: " + ProtocolText.of(rests) + ".");
        }
        if (protocols(column).stream().map(EvaluationProtocol::observed).distinct().count() > 1) {
            String name = DataName.of(measured.model().completed().get(0).provenance());
            notes.add("Of " + rests.observed().text(name) + ".");
        }
        if (measured.metric().isRanked()) {
            notes.add(
                    ProtocolText.errors(measured.comparable(column))
                            .map(text -> "Not ranked with values of another kind. " + text)
                            .orElse("Not ranked: not comparable with values on other grounds."));
        }
        return notes;
    }

    private static List<String> texts(List<MeasuredMetric> column) {
        return protocols(column).stream().map(ProtocolText::of).distinct().toList();
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
                                        found.nats(),
                                        found.by(),
                                        comparison.terms(found.above())));
    }

    private static Optional<String> boundOrder(BoundOrder order) {
        return order.isShownAbove() && order.difference().n() < order.elboExamples()
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "Over %s of the %s test examples of the ELBO. On these the ELBO is"
                                        + " %s.",
                                NumberText.grouped(order.difference().n()),
                                NumberText.grouped(order.elboExamples()),
                                NumberText.fixed(order.elbo(), 2)))
                : Optional.empty();
    }

    private Cell absent(MeasuredMetric measured) {
        ComparedModel model = measured.model();
        if (model.completed().isEmpty()) {
            return model.failed().isEmpty()
                    ? Cell.absent(pending)
                    : Cell.faint("failed").marked(failures(model));
        }
        if (measured.bySeed().isEmpty()) {
            return Cell.absent(
                    measured.absence()
                            .map(why -> "Not computed: " + why + ".")
                            .orElse("Not measured for such a model."));
        }
        if (measured.protocol().isEmpty()) {
            return Cell.absent(
                    "The runs of %s differ in %s; they have no mean."
                            .formatted(
                                    model.term(),
                                    EvaluationProtocol.differences(measured.protocols())));
        }
        String seeds =
                measured.bySeed().entrySet().stream()
                        .filter(e -> !Double.isFinite(e.getValue().value()))
                        .map(e -> String.valueOf(e.getKey()))
                        .collect(Collectors.joining(", "));
        return Cell.absent("Not a finite number for " + model.term() + ", seed " + seeds + ".");
    }

    /** Returns the decimals of a column, from its median half-width, else from standard errors. */
    public static int decimals(List<MeasuredMetric> column) {
        double[] values = column.stream().flatMapToDouble(m -> Arrays.stream(m.values())).toArray();
        double[] widths = halfWidths(column);
        if (Arrays.stream(values).allMatch(v -> v == Math.rint(v))) {
            return widths.length == 0 ? 0 : 1;
        }
        return Precision.median(
                widths.length > 0
                        ? widths
                        : column.stream()
                                .flatMap(m -> m.bySeed().values().stream())
                                .mapToDouble(Estimate::standardError)
                                .toArray());
    }
}
