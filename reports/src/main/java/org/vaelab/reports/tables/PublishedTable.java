// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.reports.comparison.AgainstPublished;
import org.vaelab.reports.comparison.AgainstPublished.Verdict;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Paired;
import org.vaelab.reports.comparison.PublishedPair;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** Measured numbers next to published ones, and whether models rank in the published order. */
@Internal
public final class PublishedTable {

    private PublishedTable() {}

    /** Builds the table of published numbers; empty if the config has none. */
    public static Optional<Table> of(Comparison comparison) {
        List<AgainstPublished> values = AgainstPublished.of(comparison);
        return TableSpec.of("published", values)
                .cells("Model", PublishedTable::name)
                .text("Metric", value -> value.metric().label())
                .numbers("Measured", "", PublishedTable::measured)
                .numbers("Published", "", PublishedTable::published)
                .numbers("Difference", "", PublishedTable::difference)
                .numbers("Tolerance", "", value -> number(value.published().tolerance()))
                .cells("Verdict", PublishedTable::verdict)
                .orEmpty(
                        "Means over seeds, ± half the width of their 95 % interval, beside"
                                + " published numbers. A value is within if it differs by no more than"
                                + " the tolerance."
                                + orders(PublishedPair.of(values)));
    }

    /** Builds the table of the pairs in the opposite order; empty if there is none. */
    public static Optional<Table> opposite(Comparison comparison) {
        List<PublishedPair> pairs = PublishedPair.of(AgainstPublished.of(comparison));
        return TableSpec.of("published-order", opposite(pairs))
                .text("Metric", pair -> pair.metric().label())
                .cells("First", pair -> name(pair.one()))
                .cells("Second", pair -> name(pair.other()))
                .numbers("Published", "", pair -> signed(pair.published(), 2))
                .numbers("Measured", "", PublishedTable::measured)
                .text("Settled", PublishedTable::settled)
                .orEmpty(
                        "Pairs of models that do not stand as published: the difference in the"
                                + " paper, first minus second, beside that of the means over common"
                                + " seeds ± half the width of its paired 95 % interval. Settled if the"
                                + " interval, each pair by itself, excludes 0.");
    }

    private static List<PublishedPair> opposite(List<PublishedPair> pairs) {
        return pairs.stream().filter(p -> p.pair() != null && !p.isAsPublished()).toList();
    }

    /** Returns a cell with the label of a model; with its name if the comparison lacks it. */
    private static Cell name(AgainstPublished value) {
        return value.measured()
                .map(measured -> Cell.model(measured.model()))
                .orElseGet(() -> Cell.plain(value.published().model()));
    }

    private static Cell measured(PublishedPair pair) {
        Paired paired = Objects.requireNonNull(pair.pair());
        double half = paired.halfWidth();
        return Cell.number(paired.mean(), half, Precision.signed(NumberText.decimals(half)));
    }

    private static String settled(PublishedPair pair) {
        int seeds = Objects.requireNonNull(pair.pair()).seeds().size();
        return seeds < 2 ? "no: one seed" : pair.isSettled() ? "yes" : "no";
    }

    /** Returns for each metric how many pairs stand as published, in sentences. */
    private static String orders(List<PublishedPair> pairs) {
        Map<ReportedMetric, List<PublishedPair>> byMetric = new LinkedHashMap<>();
        pairs.forEach(p -> byMetric.computeIfAbsent(p.metric(), m -> new ArrayList<>()).add(p));
        return byMetric.entrySet().stream()
                .map(of -> " Order in " + of.getKey().label() + ": " + order(of.getValue()))
                .collect(Collectors.joining());
    }

    private static String order(List<PublishedPair> pairs) {
        List<PublishedPair> same = pairs.stream().filter(PublishedPair::isAsPublished).toList();
        List<PublishedPair> opposite = opposite(pairs);
        int measured = same.size() + opposite.size();
        int absent = pairs.size() - measured;
        String text =
                "of %s %s as published, %s"
                        .formatted(
                                Notes.counted(measured, "pair", "pairs"),
                                Notes.counted(same.size(), "stands", "stand"),
                                settled(same));
        if (!opposite.isEmpty()) {
            text += "; " + opposite.size() + " the other way, " + settled(opposite);
        }
        return absent == 0
                ? text + "."
                : text + "; " + Notes.counted(absent, "was", "were") + " not measured.";
    }

    private static String settled(List<PublishedPair> pairs) {
        long settled = pairs.stream().filter(PublishedPair::isSettled).count();
        return settled + " settled by the seeds";
    }

    private static Cell measured(AgainstPublished value) {
        return value.overSeeds()
                .map(mean -> Precision.fixed(NumberText.decimals(mean.halfWidth())).cell(mean))
                .orElseGet(Cell::absent);
    }

    private static Cell published(AgainstPublished value) {
        PublishedValue published = value.published();
        String note = published.conditions().note();
        return number(published.value())
                .marked(List.of(published.source() + (note == null ? "" : "; " + note) + "."));
    }

    private static Cell number(double value) {
        return Cell.number(value, 2);
    }

    private static Cell difference(AgainstPublished value) {
        if (value.verdict() != Verdict.WITHIN && value.verdict() != Verdict.OUTSIDE) {
            return Cell.absent();
        }
        MeanInterval mean = value.overSeeds().orElseThrow();
        return signed(
                mean.mean() - value.published().value(), NumberText.decimals(mean.halfWidth()));
    }

    private static Cell signed(double difference, int decimals) {
        return Cell.number(difference, Precision.signed(decimals));
    }

    private static Cell verdict(AgainstPublished value) {
        String label = value.verdict().label();
        return switch (value.verdict()) {
            case WITHIN, OUTSIDE -> Cell.plain(label);
            case NOT_COMPARABLE ->
                    Cell.faint(label, Notes.sentence(String.join("; ", value.obstacles())));
            case NOT_MEASURED -> Cell.faint(label, absence(value));
        };
    }

    private static String absence(AgainstPublished value) {
        return value.measured().isEmpty()
                ? "The model is left out here."
                : value.measured()
                        .flatMap(measured -> measured.absence())
                        .map(Notes::sentence)
                        .orElse("No completed run of the model has this metric.");
    }
}
