// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.Verdicts;
import org.vaelab.reports.statistics.DifferenceOverExamples;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.PairedTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.LatexFile;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.TextTemplate;

/**
 * {@code macros.tex}: a name for every number of the report, so that an author types none.
 *
 * <p>{@code \vaelab{model}{metric}} expands to a mean and its half-width, rounded as in the table.
 * An unknown name is an error of LaTeX that shows the name.
 */
final class MacrosFile {

    private final Comparison comparison;
    private final MacroNames names = new MacroNames();

    private MacrosFile(Comparison comparison) {
        this.comparison = comparison;
    }

    static String of(Comparison comparison, List<Table> tables) {
        MacrosFile file = new MacrosFile(comparison);
        file.totals();
        comparison.models().forEach(file::add);
        for (ReportedMetric metric : comparison.metrics()) {
            file.add(metric);
        }
        tables.forEach(table -> TableMacros.add(table, file.names));
        return LatexFile.of(
                "A name for every number of the report.",
                List.of(),
                TextTemplate.text(MacrosFile.class, "macros.tex") + file.names.definitions());
    }

    private void totals() {
        total("models", comparison.models().size());
        total("seeds", comparison.seeds().size());
        total("runs", comparison.runs().size());
        total("completed", comparison.completed().size());
        total("failed", comparison.runs().stream().filter(r -> r.failure().isPresent()).count());
        List<Provenance.Data> data =
                comparison.completed().stream().map(r -> r.provenance().data()).distinct().toList();
        if (data.size() == 1) {
            total("train", data.get(0).train());
            total("validation", data.get(0).validation());
            total("test", data.get(0).test());
        }
    }

    private void total(String name, long count) {
        names.add(NumberText.grouped(count), "total", name);
    }

    private void add(ComparedModel model) {
        OptionalDouble millis =
                model.completed().stream()
                        .mapToDouble(run -> run.timing().stepMillis().median())
                        .filter(Double::isFinite)
                        .average();
        if (millis.isPresent()) {
            double median = millis.getAsDouble();
            names.add(number(median, 1), median, model.name(), "steptime");
        }
        model.completed().stream()
                .filter(run -> !run.parameters().isEmpty())
                .findFirst()
                .map(RunRecord::parameters)
                .ifPresent(
                        counts -> {
                            long sum = counts.values().stream().mapToLong(Long::longValue).sum();
                            names.add(NumberText.grouped(sum), model.name(), "parameters");
                            counts.forEach(
                                    (part, count) ->
                                            names.add(
                                                    NumberText.grouped(count),
                                                    model.name(),
                                                    "parameters",
                                                    part));
                        });
    }

    private void add(ReportedMetric metric) {
        List<MeasuredMetric> column = MeasuredMetric.ofAll(comparison, metric);
        int decimals = MetricsTable.decimals(column);
        column.forEach(
                measured -> measured.overSeeds().ifPresent(mean -> add(measured, mean, decimals)));
        comparison
                .baseline()
                .filter(baseline -> metric.isRanked())
                .ifPresent(baseline -> differences(metric, baseline));
    }

    private void add(MeasuredMetric measured, MeanInterval mean, int decimals) {
        String model = measured.model().name();
        String metric = measured.metric().name();
        String text = NumberText.fixed(mean.mean(), decimals);
        String half = NumberText.fixed(mean.halfWidth(), decimals);
        names.add(math(mean.hasInterval() ? text + "±" + half : text), model, metric, "value");
        names.add(math(text), model, metric, "mean");
        names.addRaw(mean.mean(), model, metric, "raw");
        names.add(String.valueOf(mean.n()), model, metric, "seeds");
        String unit = measured.protocol().orElseThrow().named();
        names.add(Escape.latex(unit), model, metric, "unit");
        if (mean.hasInterval()) {
            names.add(math(half), mean.halfWidth(), model, metric, "half");
            significant(mean.standardDeviation(), model, metric, "sd");
            significant(mean.standardError(), model, metric, "se");
        }
        if (Double.isFinite(measured.dataError())) {
            significant(measured.dataError(), model, metric, "dataerror");
        }
    }

    private void differences(ReportedMetric metric, ComparedModel baseline) {
        Verdicts verdicts = Verdicts.to(comparison, metric, baseline);
        int decimals = PairedTable.decimals(verdicts.differences());
        double sign = metric.sign();
        for (ModelDifference difference : verdicts.differences()) {
            MeanDifference mean = difference.mean();
            if (mean != null) {
                String model = difference.model().name();
                String name = metric.name();
                double value = sign * mean.mean();
                names.add(signed(value, decimals), value, model, name, "diffmean");
                double half = mean.halfWidth(verdicts.confidence());
                if (difference.limits() == Limits.BOTH && Double.isFinite(half)) {
                    interval(value, half, decimals, model, name);
                }
                names.add(verdicts.of(difference).label(), model, name, "verdict");
                Optional.ofNullable(difference.overData())
                        .map(DifferenceOverExamples::probabilityBetter)
                        .filter(Double::isFinite)
                        .ifPresent(p -> names.add(probability(p), p, model, name, "pbetter"));
            }
        }
    }

    private void interval(double mean, double half, int decimals, String model, String metric) {
        String low = NumberText.signed(mean - half, decimals);
        String high = NumberText.signed(mean + half, decimals);
        String text = NumberText.signed(mean, decimals) + "\\ [" + low + ",\\ " + high + "]";
        names.add(math(text), model, metric, "diff");
        names.add(math(low), mean - half, model, metric, "difflow");
        names.add(math(high), mean + half, model, metric, "diffhigh");
    }

    private static String probability(double p) {
        return p > 0.999 ? math(">0.999") : p < 0.001 ? math("<0.001") : number(p, 3);
    }

    private static String number(double value, int decimals) {
        return math(NumberText.fixed(value, decimals));
    }

    private static String signed(double value, int decimals) {
        return math(NumberText.signed(value, decimals));
    }

    private void significant(double value, String... name) {
        String text = NumberText.significant(value, 2).replaceAll("e(.*)", "\\\\times10^{$1}");
        names.add(math(text), value, name);
    }

    /** Returns a number in math mode, which macros may be in already. */
    static String math(String text) {
        String source = text.replace("−", "-").replace("±", " \\pm ").replace("∞", "\\infty ");
        return "\\ensuremath{" + source + "}";
    }
}
