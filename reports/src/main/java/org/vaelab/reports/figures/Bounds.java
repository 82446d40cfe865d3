// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;

/**
 * The lower bounds of log p(x) of each model on one line: of its own inference, of further
 * inferences, and the importance-weighted and annealed bounds. The distance of the first two is the
 * amortization gap. The distance of the second from the last estimates the approximation gap, if
 * the last is tight.
 *
 * <p>All bounds are over the examples that the further inference was measured on. The model's own
 * bound is that of the further inference minus the gap, so it is over the same examples.
 */
public final class Bounds {

    private static final String X = "nats";
    private static final Set<MetricRole> BOUNDS =
            Set.of(
                    MetricRole.FURTHER_BOUND,
                    MetricRole.LOG_LIKELIHOOD,
                    MetricRole.TIGHTER_LOG_LIKELIHOOD);
    private static final String OWN = "ELBO of the model's inference";

    private Bounds() {}

    /** Draws the figure; empty if no completed run has the bound of a further inference. */
    public static Optional<Figure> of(Comparison comparison) {
        Map<String, Map<String, Double>> byModel = new LinkedHashMap<>();
        List<String> series = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Map<String, Double> bounds = bounds(model);
            if (!bounds.isEmpty()) {
                byModel.put(model.name(), bounds);
                bounds.keySet().stream().filter(s -> !series.contains(s)).forEach(series::add);
            }
        }
        if (byModel.isEmpty()) {
            return Optional.empty();
        }
        List<String> models = List.copyOf(byModel.keySet());
        Csv csv = new Csv("model", "bound", "nats");
        byModel.forEach(
                (model, bounds) -> bounds.forEach((name, value) -> csv.row(model, name, value)));
        return Optional.of(
                new Figure(
                        "bounds",
                        "Lower bounds of log p(x) on the same test data, means over seeds. Between"
                                + " the model's own bound and that of an inference from its start lies"
                                + " the amortization gap, from there to log p(x) the approximation"
                                + " gap.",
                        "Lower bounds of log p(x) in nats of " + String.join(", ", models),
                        chart(byModel, models, series),
                        csv.toString(),
                        pgfplots(byModel, models, series)));
    }

    /** Returns the bounds on the same data by label, as means over seeds. */
    private static Map<String, Double> bounds(ComparedModel model) {
        Map<String, Double> sums = new LinkedHashMap<>();
        List<RunRecord> runs =
                model.completed().stream()
                        .filter(r -> r.metric(MetricRole.AMORTIZATION_GAP).isPresent())
                        .toList();
        for (RunRecord run : runs) {
            bounds(run)
                    .forEach((name, value) -> sums.merge(name, value / runs.size(), Double::sum));
        }
        return sums;
    }

    private static Map<String, Double> bounds(RunRecord run) {
        Map<String, Double> found = new LinkedHashMap<>();
        Map<String, Estimate> metrics = run.metrics();
        String first = run.metric(MetricRole.FURTHER_BOUND).orElse("");
        if (first.isEmpty()) {
            return found;
        }
        String gap = run.metric(MetricRole.AMORTIZATION_GAP).orElseThrow();
        long data = run.provenance().dataBehind(first).orElse(-1);
        found.put(OWN, metrics.get(first).value() - metrics.get(gap).value());
        metrics.forEach(
                (name, estimate) -> {
                    boolean lower =
                            estimate.kind() == EstimateKind.LOWER_BOUND
                                    || estimate.kind() == EstimateKind.EXACT;
                    if (BOUNDS.contains(run.describe(name).role())
                            && lower
                            && Double.isFinite(estimate.value())
                            && run.provenance().dataBehind(name).orElse(-1) == data) {
                        found.put(run.describe(name).label(), estimate.value());
                    }
                });
        return found;
    }

    private static XYChart chart(
            Map<String, Map<String, Double>> byModel, List<String> models, List<String> series) {
        int n = models.size();
        XYChart chart = ChartStyle.rows(100 + 44 * Math.max(n, 3), X, models);
        for (int i = 0; i < series.size(); i++) {
            String name = series.get(i);
            List<String> having =
                    models.stream().filter(m -> byModel.get(m).containsKey(name)).toList();
            double[] x = having.stream().mapToDouble(m -> byModel.get(m).get(name)).toArray();
            double[] y = having.stream().mapToDouble(m -> n - models.indexOf(m)).toArray();
            ChartStyle.points(chart, name, x, y, i);
        }
        return chart;
    }

    private static String pgfplots(
            Map<String, Map<String, Double>> byModel, List<String> models, List<String> series) {
        int n = models.size();
        List<String> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            ticks.add(String.valueOf(n - i));
            labels.add("{" + Escape.latex(models.get(i)) + "}");
        }
        Pgfplots plot =
                new Pgfplots(X, "")
                        .legendBelow()
                        .option("ytick={" + String.join(",", ticks) + "}")
                        .option("yticklabels={" + String.join(",", labels) + "}")
                        .option("ymin=0.5, ymax=" + (n + 0.5) + ", enlarge x limits=0.06")
                        .option("xmajorgrids, ymajorgrids=false");
        for (int i = 0; i < series.size(); i++) {
            String name = series.get(i);
            List<String> having =
                    models.stream().filter(m -> byModel.get(m).containsKey(name)).toList();
            plot.points(
                    i,
                    having.stream().mapToDouble(m -> byModel.get(m).get(name)).toArray(),
                    having.stream().mapToDouble(m -> n - models.indexOf(m)).toArray(),
                    name);
        }
        return plot.toString();
    }
}
