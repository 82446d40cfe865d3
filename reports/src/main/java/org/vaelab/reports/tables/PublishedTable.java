// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.reports.comparison.AgainstPublished;
import org.vaelab.reports.comparison.AgainstPublished.Verdict;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.PublishedPair;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** Measured numbers next to published ones, and whether models rank in the published order. */
public final class PublishedTable {

    private final Comparison comparison;
    private final List<AgainstPublished> values;
    private final Notes notes = new Notes();

    private PublishedTable(Comparison comparison, List<AgainstPublished> values) {
        this.comparison = comparison;
        this.values = values;
    }

    public static Optional<Table> of(Comparison comparison) {
        List<AgainstPublished> values = AgainstPublished.of(comparison);
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(new PublishedTable(comparison, values).build());
    }

    /** Builds the table of the pairs in the opposite order; empty if there is none. */
    public static Optional<Table> opposite(Comparison comparison) {
        List<PublishedPair> pairs =
                PublishedPair.of(AgainstPublished.of(comparison)).stream()
                        .filter(pair -> pair.isMeasured() && !pair.isAsPublished())
                        .toList();
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Table(
                        "published-order",
                        "Pairs of models that do not stand as published: the difference in the paper,"
                                + " first minus second, beside that of the means over common seeds ± half"
                                + " the width of its paired 95 % interval. Settled if the interval,"
                                + " each pair by itself, excludes 0.",
                        List.of(
                                new Column("Metric", "", false),
                                new Column("First", "", false),
                                new Column("Second", "", false),
                                new Column("Published", "", true),
                                new Column("Measured", "", true),
                                new Column("Settled", "", false)),
                        pairs.stream().map(pair -> row(comparison, pair)).toList(),
                        List.of()));
    }

    private static List<Cell> row(Comparison comparison, PublishedPair pair) {
        int decimals = NumberText.decimals(pair.halfWidth());
        String spread =
                Double.isNaN(pair.halfWidth()) ? "" : NumberText.spread(pair.halfWidth(), decimals);
        return List.of(
                Cell.plain(pair.metric().label()),
                Names.cell(comparison, pair.one()),
                Names.cell(comparison, pair.other()),
                Cell.plain(NumberText.signed(pair.published(), 2)).valued(pair.published()),
                Cell.plain(NumberText.signed(pair.mean(), decimals) + spread).valued(pair.mean()),
                Cell.plain(settled(pair)));
    }

    private static String settled(PublishedPair pair) {
        return pair.seeds() < 2 ? "no: one seed" : pair.isSettled() ? "yes" : "no";
    }

    private Table build() {
        List<List<Cell>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(row(value)));
        return new Table(
                "published",
                caption(),
                List.of(
                        new Column("Model", "", false),
                        new Column("Metric", "", false),
                        new Column("Measured", "", true),
                        new Column("Published", "", true),
                        new Column("Difference", "", true),
                        new Column("Tolerance", "", true),
                        new Column("Verdict", "", false)),
                rows,
                notes.all());
    }

    private String caption() {
        StringBuilder text =
                new StringBuilder(
                        "Means over seeds, ± half the width of their 95 % interval, beside published"
                                + " numbers. A value is within if it differs by no more than the"
                                + " tolerance.");
        Map<Metric, List<PublishedPair>> byMetric = new LinkedHashMap<>();
        PublishedPair.of(values)
                .forEach(
                        pair ->
                                byMetric.computeIfAbsent(pair.metric(), m -> new ArrayList<>())
                                        .add(pair));
        byMetric.forEach((metric, pairs) -> text.append(' ').append(order(metric, pairs)));
        return text.toString();
    }

    private static String order(Metric metric, List<PublishedPair> pairs) {
        List<PublishedPair> measured = pairs.stream().filter(PublishedPair::isMeasured).toList();
        List<PublishedPair> same = measured.stream().filter(PublishedPair::isAsPublished).toList();
        List<PublishedPair> opposite = measured.stream().filter(p -> !p.isAsPublished()).toList();
        int absent = pairs.size() - measured.size();
        return "Order in "
                + metric.label()
                + ": of "
                + measured.size()
                + (measured.size() == 1 ? " pair " : " pairs ")
                + same.size()
                + (same.size() == 1 ? " stands" : " stand")
                + " as published, "
                + settled(same)
                + (opposite.isEmpty()
                        ? ""
                        : "; " + opposite.size() + " the other way, " + settled(opposite))
                + (absent == 0
                        ? ""
                        : "; " + absent + (absent == 1 ? " was" : " were") + " not measured")
                + ".";
    }

    private static String settled(List<PublishedPair> pairs) {
        long settled = pairs.stream().filter(PublishedPair::isSettled).count();
        return settled + " settled by the seeds";
    }

    private List<Cell> row(AgainstPublished value) {
        PublishedValue published = value.published();
        int decimals =
                NumberText.decimals(
                        value.overSeeds().map(MeanInterval::halfWidth).orElse(Double.NaN));
        boolean compares = value.verdict() == Verdict.WITHIN || value.verdict() == Verdict.OUTSIDE;
        return List.of(
                Names.cell(comparison, published.model()),
                Cell.plain(value.metric().label()),
                value.overSeeds()
                        .map(mean -> measured(mean, decimals))
                        .orElse(Cell.faint(NumberText.ABSENT)),
                Cell.plain(NumberText.fixed(published.value(), 2), notes.mark(source(published)))
                        .valued(published.value()),
                compares
                        ? difference(
                                value.overSeeds().orElseThrow().mean() - published.value(),
                                decimals)
                        : Cell.faint(NumberText.ABSENT),
                Cell.plain(NumberText.fixed(published.tolerance(), 2))
                        .valued(published.tolerance()),
                verdict(value));
    }

    private static Cell measured(MeanInterval mean, int decimals) {
        return Cell.plain(
                        NumberText.fixed(mean.mean(), decimals)
                                + (mean.hasInterval()
                                        ? NumberText.spread(mean.halfWidth(), decimals)
                                        : ""))
                .valued(mean.mean());
    }

    private static Cell difference(double difference, int decimals) {
        return Cell.plain(NumberText.signed(difference, decimals)).valued(difference);
    }

    private Cell verdict(AgainstPublished value) {
        String label = value.verdict().label();
        return switch (value.verdict()) {
            case WITHIN, OUTSIDE -> Cell.plain(label);
            case NOT_COMPARABLE ->
                    Cell.faint(
                            label,
                            notes.mark(Notes.sentence(String.join("; ", value.obstacles()))));
            case NOT_MEASURED ->
                    value.measured().isEmpty()
                            ? Cell.faint(label, notes.mark("The model is left out here."))
                            : Cell.faint(label, notes.mark(absence(value)));
        };
    }

    private static String absence(AgainstPublished value) {
        return value.measured()
                .flatMap(measured -> measured.absence())
                .map(Notes::sentence)
                .orElse("No completed run of the model has this metric.");
    }

    private static String source(PublishedValue published) {
        String note = published.conditions().note();
        return published.source() + (note == null ? "" : "; " + note) + ".";
    }
}
