// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.statistics.PairedDifference;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/**
 * Differences of models to one of them, paired over the same test examples and the same seeds: a
 * table for each metric whose values of single examples are recorded.
 */
public final class PairedTable {

    /** What the columns mean, once for all tables. */
    public static final String EXPLANATION =
            "± error: the standard error of the mean difference over examples. P(better): the"
                    + " probability that the model is better on average over all examples. Effect"
                    + " size: the mean difference in standard deviations of the examples. A result is"
                    + " open if the interval does not settle it. Seeds to settle it: with about so"
                    + " many seeds the interval would exclude 0, if the mean and the spread stay as"
                    + " they are; \"more data\" where seeds alone would not.";

    private final Metric metric;
    private final ComparedModel reference;
    private final List<ModelDifference> differences;
    private final double confidence;
    private final double rope;
    private final double sign;
    private final String unit;
    private final String part;
    private final int decimals;
    private final Notes notes = new Notes();

    /**
     * Prepares a table.
     *
     * @param confidence of each interval
     */
    private PairedTable(
            Comparison comparison,
            Metric metric,
            ComparedModel reference,
            List<ModelDifference> differences,
            double confidence) {
        Measured measured = Measured.of(reference, metric);
        this.metric = metric;
        this.reference = reference;
        this.differences = differences;
        this.confidence = confidence;
        this.rope = Leaders.rope(comparison, measured);
        this.sign = metric.direction() == Direction.HIGHER ? 1 : -1;
        this.unit = measured.protocol().map(protocol -> protocol.unit()).orElse("");
        this.part = comparison.evaluatedPart();
        this.decimals = decimals(differences);
    }

    /** Returns the decimals of a table, from the median standard error over test examples. */
    public static int decimals(List<ModelDifference> differences) {
        double[] errors =
                differences.stream()
                        .map(ModelDifference::overData)
                        .filter(Objects::nonNull)
                        .mapToDouble(PairedDifference::standardError)
                        .sorted()
                        .toArray();
        return NumberText.decimals(errors.length == 0 ? Double.NaN : errors[errors.length / 2]);
    }

    /** Builds the differences to the model with the best mean. */
    public static List<Table> toBest(Comparison comparison) {
        List<Table> tables = new ArrayList<>();
        for (Metric metric : comparison.metrics()) {
            Leaders.of(comparison, metric)
                    .map(
                            leaders ->
                                    new PairedTable(
                                            comparison,
                                            metric,
                                            leaders.best(),
                                            leaders.differences(),
                                            leaders.confidence()))
                    .filter(PairedTable::hasExamples)
                    .ifPresent(table -> tables.add(table.build("best")));
        }
        return tables;
    }

    /**
     * Builds the differences to the baseline. They are left out where the baseline is the best model and
     * the intervals are the same.
     */
    public static List<Table> toBaseline(Comparison comparison) {
        List<Table> tables = new ArrayList<>();
        for (ComparedModel baseline : comparison.baseline().stream().toList()) {
            for (Metric metric : comparison.metrics()) {
                List<ModelDifference> all = Leaders.differences(comparison, metric, baseline);
                double confidence = Leaders.confidence(all);
                Leaders.of(comparison, metric)
                        .filter(
                                leaders ->
                                        !leaders.best().name().equals(baseline.name())
                                                || leaders.confidence() != confidence)
                        .map(l -> new PairedTable(comparison, metric, baseline, all, confidence))
                        .filter(PairedTable::hasExamples)
                        .ifPresent(table -> tables.add(table.build("baseline")));
            }
        }
        return tables;
    }

    private boolean hasExamples() {
        return differences.stream().anyMatch(d -> d.overData() != null);
    }

    private Table build(String role) {
        boolean overSeeds = means().anyMatch(MeanDifference::isOverSeeds);
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("Model", "", false));
        columns.add(new Column("Difference", unit.equals("1") ? "" : unit, true));
        columns.add(new Column("± error", part + " data", true));
        columns.add(new Column("P(better)", "these runs", true));
        columns.add(new Column("Effect size", "d of examples", true));
        columns.add(new Column("Better on", "% of examples", true));
        columns.add(new Column("Interval", (overSeeds ? "seeds, " : "") + part + " data", true));
        columns.add(new Column("Result", overSeeds ? "new seeds" : "these runs", false));
        if (overSeeds) {
            columns.add(new Column("Seeds", "to settle it", true));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (ModelDifference difference : differences) {
            List<Cell> row = row(difference);
            rows.add(overSeeds ? row : row.subList(0, columns.size()));
        }
        String id = "paired-" + metric.name().replaceAll("[^A-Za-z0-9]", "-") + "-" + role;
        return new Table(id, caption(role, overSeeds), columns, rows, notes.all());
    }

    private Stream<MeanDifference> means() {
        return differences.stream().map(ModelDifference::mean).filter(Objects::nonNull);
    }

    private List<Cell> row(ModelDifference difference) {
        List<Cell> row = new ArrayList<>();
        row.add(Cell.model(difference.model()));
        MeanDifference mean = difference.mean();
        if (mean == null) {
            String why = Notes.sentence(Objects.requireNonNull(difference.obstacle()));
            row.add(Cell.faint(NumberText.ABSENT, notes.mark(why)));
            for (int i = 0; i < 7; i++) {
                row.add(Cell.faint(NumberText.ABSENT));
            }
            return row;
        }
        String[] marks =
                difference.warnings().stream()
                        .map(warning -> notes.mark(Notes.sentence(warning)))
                        .toArray(String[]::new);
        row.add(Cell.plain(signed(mean.mean()), marks).valued(sign * mean.mean()));
        addData(row, difference.overData());
        row.add(Cell.plain(interval(difference, mean)));
        Verdict verdict = difference.verdict(confidence, rope);
        row.add(
                new Cell(
                        verdict.label(),
                        verdict == Verdict.OPEN ? Emphasis.FAINT : Emphasis.PLAIN,
                        List.of(),
                        ""));
        row.add(Cell.plain(verdict == Verdict.OPEN ? seeds(difference, mean) : ""));
        return row;
    }

    private void addData(List<Cell> row, @Nullable PairedDifference data) {
        if (data == null) {
            String why = notes.mark("Not every run has values of single examples: seeds alone.");
            row.add(Cell.faint(NumberText.ABSENT, why));
            for (int i = 0; i < 3; i++) {
                row.add(Cell.faint(NumberText.ABSENT));
            }
            return;
        }
        row.add(number(data.standardError(), NumberText.fixed(data.standardError(), decimals)));
        row.add(number(data.probabilityBetter(), probability(data.probabilityBetter())));
        row.add(number(data.effectSize(), NumberText.signed(data.effectSize(), 2)));
        row.add(number(data.shareBetter(), NumberText.fixed(100 * data.shareBetter(), 0)));
    }

    private static Cell number(double value, String text) {
        return Cell.plain(text).valued(value);
    }

    private String signed(double difference) {
        return NumberText.signed(sign * difference, decimals);
    }

    private static String probability(double p) {
        if (Double.isNaN(p)) {
            return NumberText.ABSENT;
        }
        return p > 0.999 ? "> 0.999" : p < 0.001 ? "< 0.001" : NumberText.fixed(p, 3);
    }

    private String interval(ModelDifference difference, MeanDifference mean) {
        double half = mean.halfWidth(confidence);
        String low = signed(mean.mean() - half);
        String high = signed(mean.mean() + half);
        return switch (difference.limits()) {
            case BOTH -> sign > 0 ? low + " to " + high : high + " to " + low;
            case LOWER -> (sign > 0 ? "above " : "below ") + low;
            case UPPER -> (sign > 0 ? "below " : "above ") + high;
            case NONE -> NumberText.ABSENT;
        };
    }

    private String seeds(ModelDifference difference, MeanDifference mean) {
        if (!mean.isOverSeeds()) {
            return NumberText.ABSENT;
        }
        OptionalInt enough =
                difference.isOneSided()
                        ? OptionalInt.empty()
                        : mean.seedsToSettle(confidence, rope);
        return enough.isPresent() ? "about " + enough.getAsInt() : "more data";
    }

    private String caption(String role, boolean overSeeds) {
        long compared = Leaders.compared(differences);
        boolean selected = confidence > Leaders.confidence(differences);
        String together =
                selected
                        ? "interval (95 % for all pairs of these models together, because the same"
                                + " values chose the best mean)"
                        : compared == 1
                                ? "95 % interval"
                                : "interval (95 % for all " + compared + " together)";
        int seeds = means().mapToInt(MeanDifference::seeds).max().orElse(1);
        String supported =
                overSeeds
                        ? " holds for training with new seeds and for new "
                                + part
                                + " examples of the same data; the variation between seeds comes from "
                                + seeds
                                + " seeds."
                        : " holds for new "
                                + part
                                + " examples. One seed says nothing about training with"
                                + " other seeds.";
        String equal =
                rope > 0
                        ? String.format(
                                Locale.ROOT,
                                " Differences up to %s %s count as equal.",
                                NumberText.significant(rope, 2),
                                unit)
                        : "";
        return metric.label()
                + " of each model minus that of "
                + Names.of(reference)
                + (role.equals("best") ? ", the best mean" : ", the baseline")
                + ", paired over the same "
                + part
                + " examples. Error, P(better), effect size and share"
                + " hold for these trained models. The "
                + together
                + supported
                + SharedStart.note(
                        Stream.concat(
                                Stream.of(reference),
                                differences.stream().map(ModelDifference::model)))
                + equal;
    }
}
