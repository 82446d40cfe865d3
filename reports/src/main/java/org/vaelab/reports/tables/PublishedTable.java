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
import org.vaelab.reports.text.NumberText;

/** Measured numbers next to published ones, and whether models rank in the published order. */
public final class PublishedTable {

    private final Comparison comparison;
    private final List<AgainstPublished> values;

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
        return TableSpec.of("published-order", pairs)
                .text("Metric", pair -> pair.metric().label())
                .cells("First", pair -> name(comparison, pair.one()))
                .cells("Second", pair -> name(comparison, pair.other()))
                .numbers("Published", "", pair -> difference(pair.published(), 2))
                .numbers(
                        "Measured",
                        "",
                        p -> Precision.alone(p.halfWidth()).signed(p.mean(), p.halfWidth()))
                .text("Settled", PublishedTable::settled)
                .orEmpty(
                        "Pairs of models that do not stand as published: the difference in the"
                                + " paper, first minus second, beside that of the means over common"
                                + " seeds ± half the width of its paired 95 % interval. Settled if the"
                                + " interval, each pair by itself, excludes 0.");
    }

    /** Returns a cell with the label of a model; with its name if the comparison lacks it. */
    private static Cell name(Comparison comparison, String model) {
        return comparison.model(model).map(Cell::model).orElseGet(() -> Cell.plain(model));
    }

    private static String settled(PublishedPair pair) {
        return pair.seeds() < 2 ? "no: one seed" : pair.isSettled() ? "yes" : "no";
    }

    private Table build() {
        return TableSpec.of("published", values)
                .cells("Model", value -> name(comparison, value.published().model()))
                .text("Metric", value -> value.metric().label())
                .numbers("Measured", "", PublishedTable::measured)
                .numbers("Published", "", PublishedTable::published)
                .numbers("Difference", "", PublishedTable::difference)
                .numbers("Tolerance", "", value -> number(value.published().tolerance()))
                .cells("Verdict", PublishedTable::verdict)
                .captioned(caption());
    }

    private String caption() {
        StringBuilder text =
                new StringBuilder(
                        "Means over seeds, ± half the width of their 95 % interval, beside"
                                + " published numbers. A value is within if it differs by no more than"
                                + " the tolerance.");
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

    private static Cell measured(AgainstPublished value) {
        return value.overSeeds()
                .map(mean -> Precision.alone(mean.halfWidth()).fixed(mean))
                .orElseGet(Cell::absent);
    }

    private static Cell published(AgainstPublished value) {
        PublishedValue published = value.published();
        return number(published.value()).marked(List.of(source(published)));
    }

    private static Cell number(double value) {
        return Cell.number(value, NumberText.fixed(value, 2));
    }

    private static Cell difference(AgainstPublished value) {
        if (value.verdict() != Verdict.WITHIN && value.verdict() != Verdict.OUTSIDE) {
            return Cell.absent();
        }
        MeanInterval mean = value.overSeeds().orElseThrow();
        return difference(
                mean.mean() - value.published().value(), NumberText.decimals(mean.halfWidth()));
    }

    private static Cell difference(double difference, int decimals) {
        return Cell.number(difference, NumberText.signed(difference, decimals));
    }

    private static Cell verdict(AgainstPublished value) {
        String label = value.verdict().label();
        return switch (value.verdict()) {
            case WITHIN, OUTSIDE -> Cell.plain(label);
            case NOT_COMPARABLE ->
                    Cell.faint(label, Notes.sentence(String.join("; ", value.obstacles())));
            case NOT_MEASURED ->
                    Cell.faint(
                            label,
                            value.measured().isEmpty()
                                    ? "The model is left out here."
                                    : absence(value));
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
