// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.ProtocolText;

/**
 * The lower bounds of log p(x) of each model on one line: of its own inference, of further
 * inferences, and the importance-weighted and annealed bounds. The distance of the first two is the
 * amortization gap. The distance of the second from the last estimates the approximation gap, if
 * the last is tight.
 *
 * <p>All bounds are over the examples that the further inference was measured on. The model's own
 * bound is that of the further inference minus the gap, so it is over the same examples.
 */
@Internal
public final class Bounds {

    private static final String X = "nats";
    private static final String CAPTION =
            "Lower bounds of log p(x) on the same %s data, means over seeds. Between the model's own"
                    + " bound and that of an inference from its start lies the amortization gap, from"
                    + " there to log p(x) the approximation gap.";
    private static final double APART = 0.17;
    private static final Set<MetricRole> BOUNDS =
            Set.of(
                    MetricRole.FURTHER_BOUND,
                    MetricRole.LOG_LIKELIHOOD,
                    MetricRole.TIGHTER_LOG_LIKELIHOOD);
    private static final String OWN = "ELBO of the model's inference";

    /** A bound of a model, the mean over seeds. */
    private record Bound(ComparedModel model, String name, double nats) {}

    private Bounds() {}

    /** Draws the figure; empty if no completed run has the bound of a further inference. */
    public static Optional<Figure> of(Comparison comparison) {
        List<Bound> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            bounds(model).forEach((name, value) -> all.add(new Bound(model, name, value)));
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        DataFrame<Bound> rows =
                DataFrame.of(all)
                        .column("model", bound -> bound.model().name())
                        .column("bound", Bound::name)
                        .column("nats", Bound::nats);
        return Optional.of(
                new Figure(
                        "bounds",
                        CAPTION.formatted(comparison.evaluatedPart())
                                + ProtocolText.groups(comparison),
                        "Lower bounds of log p(x) in nats of "
                                + Figure.names(rows.by(Bound::model).keySet()),
                        rows,
                        plot(rows)));
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

    private static int row(List<ComparedModel> models, Bound of) {
        return models.size() - models.indexOf(of.model());
    }

    private static Plot plot(DataFrame<Bound> rows) {
        List<ComparedModel> models = List.copyOf(rows.by(Bound::model).keySet());
        Map<String, DataFrame<Bound>> series = rows.by(Bound::name);
        List<PlotLayer> layers = new ArrayList<>();
        series.forEach(
                (name, own) -> {
                    int i = layers.size();
                    // Rows of a model lie a little apart, so that equal bounds do not cover each
                    // other.
                    double shift = APART * ((series.size() - 1) / 2.0 - i);
                    List<Point> points =
                            own.list().stream()
                                    .map(of -> new Point(of.nats(), row(models, of) + shift))
                                    .toList();
                    layers.add(new PlotLayer.Points(Style.of(i), points, Axis.plain(name)));
                });
        List<Label> names = models.stream().map(ComparedModel::label).toList();
        return new Plot(Axis.linear(X), Axis.rows(names), layers);
    }
}
