// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.BaselineDifference;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.Leaders;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.comparison.Paired;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.comparison.Verdicts;
import org.vaelab.reports.statistics.DifferenceOverExamples;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.statistics.MoreSeeds;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/**
 * Differences of models to one of them, paired over the same test examples and the same seeds: a
 * table for each metric whose values of single examples are recorded.
 */
@Internal
public final class PairedTable {

    private static final String BASELINE = "baseline";

    private static final String TERMS =
            "± error: the standard error of the mean difference over examples. P(better): the"
                    + " probability that the model is better on average over all examples. Effect size:"
                    + " the mean difference in standard deviations of the examples. A result is open if"
                    + " the interval does not settle it.";

    private static final String CHANCE =
            " Chance to settle it: that so many seeds in all"
                    + " settle it, given the mean and the spread over seeds with their errors; empty where"
                    + " 30 seeds have a chance below one half. Adding seeds until a result appears is a test"
                    + " repeated, so the interval over added seeds is wider, and the chance is its own.";

    private final Comparison comparison;
    private final ReportedMetric metric;
    private final Verdicts verdicts;
    private final double sign;
    private final String unit;
    private final String part;
    private final int decimals;

    private PairedTable(Comparison comparison, ReportedMetric metric, Verdicts verdicts) {
        this.comparison = comparison;
        this.metric = metric;
        this.verdicts = verdicts;
        this.sign = metric.sign();
        this.unit =
                MeasuredMetric.of(verdicts.reference(), metric)
                        .protocol()
                        .map(EvaluationProtocol::named)
                        .orElse("");
        this.part = comparison.evaluatedPart();
        this.decimals = decimals(verdicts.differences());
    }

    /** Returns the decimals of a table, from the median standard error over test examples. */
    public static int decimals(List<ModelDifference> differences) {
        double[] errors =
                differences.stream()
                        .map(ModelDifference::overData)
                        .filter(Objects::nonNull)
                        .mapToDouble(DifferenceOverExamples::standardError)
                        .sorted()
                        .toArray();
        return NumberText.decimals(errors.length == 0 ? Double.NaN : errors[errors.length / 2]);
    }

    /**
     * Builds the differences in a metric: to the baseline, if there is one, and to the model with
     * the best mean. The latter are left out if the baseline is that model and the intervals are
     * the same.
     *
     * @return the tables, by the words for the model that is subtracted; none without values of
     *     single examples
     */
    public static Map<String, Table> of(Comparison comparison, ReportedMetric metric) {
        Optional<Leaders> leaders = Leaders.of(comparison, metric);
        if (leaders.isEmpty()) {
            return Map.of();
        }
        Verdicts toBest = leaders.get().verdicts();
        Optional<Verdicts> toBaseline =
                comparison.baseline().map(baseline -> Verdicts.to(comparison, metric, baseline));
        boolean isBest = toBaseline.filter(of -> of.isThoseOf(leaders.get())).isPresent();
        Map<String, Table> tables = new LinkedHashMap<>();
        toBaseline
                .map(of -> new PairedTable(comparison, metric, of))
                .filter(PairedTable::hasExamples)
                .ifPresent(of -> of.addTo(tables, BASELINE, BASELINE));
        PairedTable best = new PairedTable(comparison, metric, toBest);
        if (best.hasExamples() && (tables.isEmpty() || !isBest)) {
            best.addTo(tables, "best", "best mean");
        }
        return tables;
    }

    private boolean hasExamples() {
        return verdicts.differences().stream().anyMatch(d -> d.overData() != null);
    }

    private void addTo(Map<String, Table> tables, String role, String words) {
        String label = "difference to the " + words + ", " + verdicts.reference().term();
        tables.put(label, build(role, words));
    }

    private Table build(String role, String words) {
        boolean overSeeds = means().anyMatch(MeanDifference::isOverSeeds);
        String of = part + " data";
        String id = "paired-" + metric.name().replaceAll("[^A-Za-z0-9]", "-") + "-" + role;
        TableSpec<ModelDifference> table =
                TableSpec.of(id, verdicts.differences())
                        .cells("Model", difference -> Cell.model(difference.model()))
                        .numbers("Difference", unit, this::difference)
                        .numbers("± error", of, this::error)
                        .numbers(
                                "P(better)",
                                overSeeds ? "mean of these seeds" : "these runs",
                                data(DifferenceOverExamples::probabilityBetter),
                                Precision.PROBABILITY)
                        .numbers(
                                "Effect size",
                                "d of examples",
                                data(DifferenceOverExamples::effectSize),
                                Precision.signed(2))
                        .numbers(
                                "Better on",
                                "% of examples",
                                data(paired -> 100 * paired.shareBetter()),
                                Precision.fixed(0))
                        .numbers(
                                "Interval",
                                (overSeeds ? "seeds, " : "") + of,
                                row -> ofMean(row, mean -> interval(row, mean)))
                        .column(
                                new Column("Result", overSeeds ? "new seeds" : "these runs", false),
                                row -> ofMean(row, mean -> result(row)));
        String terms = TERMS;
        if (role.equals(BASELINE)) {
            BaselineTable.Compared tested =
                    new BaselineTable.Compared(
                            metric,
                            BaselineDifference.of(comparison, verdicts.reference(), metric));
            // Fewer seeds cannot check what a t test assumes, and the interval says as much.
            if (tested.pairs() >= Paired.FEWEST_RANKED) {
                terms += BaselineTable.addTests(table, tested, "");
            }
        }
        if (overSeeds) {
            table.numbers("Chance", "to settle it, seeds", this::seeds);
            terms += CHANCE;
        }
        return table.terms(terms).captioned(caption(words, overSeeds));
    }

    private Stream<MeanDifference> means() {
        return verdicts.differences().stream().map(ModelDifference::mean).filter(Objects::nonNull);
    }

    private Cell difference(ModelDifference difference) {
        MeanDifference mean = difference.mean();
        if (mean == null) {
            return Cell.absent(Notes.sentence(Objects.requireNonNull(difference.obstacle())));
        }
        return Cell.number(sign * mean.mean(), Precision.signed(decimals))
                .marked(difference.warnings().stream().map(Notes::sentence).toList());
    }

    /** Returns a number of the difference over examples; NaN if that is not known. */
    private static ToDoubleFunction<ModelDifference> data(
            ToDoubleFunction<DifferenceOverExamples> number) {
        return difference -> {
            DifferenceOverExamples data = difference.overData();
            return data == null ? Double.NaN : number.applyAsDouble(data);
        };
    }

    private Cell error(ModelDifference difference) {
        DifferenceOverExamples data = difference.overData();
        if (data != null) {
            return Cell.number(data.standardError(), decimals);
        }
        return difference.mean() == null
                ? Cell.absent()
                : Cell.absent("Not every run has values of single examples: seeds alone.");
    }

    /** Returns a cell about the mean difference; an absent one where there is none. */
    private static Cell ofMean(ModelDifference difference, Function<MeanDifference, Cell> cell) {
        MeanDifference mean = difference.mean();
        return mean == null ? Cell.absent() : cell.apply(mean);
    }

    private Cell interval(ModelDifference difference, MeanDifference mean) {
        Limits limits = difference.limits();
        if (limits == Limits.NONE) {
            return Cell.plain(NumberText.ABSENT);
        }
        double half = mean.halfWidth(verdicts.confidence());
        double low = limits == Limits.UPPER ? Double.NEGATIVE_INFINITY : mean.mean() - half;
        double high = limits == Limits.LOWER ? Double.POSITIVE_INFINITY : mean.mean() + half;
        Precision precision = Precision.signed(decimals);
        return sign > 0
                ? Cell.interval(low, high, precision)
                : Cell.interval(-high, -low, precision);
    }

    private Cell result(ModelDifference difference) {
        Verdict verdict = verdicts.of(difference);
        return verdict == Verdict.OPEN ? Cell.faint(verdict.label()) : Cell.plain(verdict.label());
    }

    private Cell seeds(ModelDifference difference) {
        boolean isOpen = verdicts.of(difference).isOpen();
        return Cell.plain(
                isOpen ? verdicts.moreSeeds(difference).map(MoreSeeds::toString).orElse("") : "");
    }

    private String caption(String words, boolean overSeeds) {
        long compared = Leaders.compared(verdicts.differences());
        boolean selected = verdicts.confidence() > Leaders.confidence(compared);
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
                        ? "training with new seeds and for new %1$s examples of the same data; the"
                                + " variation between seeds comes from %2$s seeds."
                        : "new %1$s examples. One seed says nothing about training with other seeds.";
        String caption =
                "%s of each model minus that of %s, the %s, paired over the same %s examples. Error,"
                        + " P(better), effect size and share hold for %s. The %s holds for %s";
        return caption.formatted(
                        metric.label(),
                        verdicts.reference().term(),
                        words,
                        part,
                        overSeeds
                                ? "the mean over these seeds of the trained models"
                                : "these trained models",
                        together,
                        supported.formatted(part, seeds))
                + SharedStart.note(
                        Stream.concat(
                                Stream.of(verdicts.reference()),
                                verdicts.differences().stream().map(ModelDifference::model)))
                + (verdicts.rope() > 0
                        ? " Differences up to %s %s count as equal."
                                .formatted(NumberText.significant(verdicts.rope(), 2), unit)
                        : "");
    }
}
