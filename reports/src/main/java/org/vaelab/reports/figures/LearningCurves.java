// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;

/** The bound against the training step, a line for each model and a band over its seeds. */
public final class LearningCurves {

    private static final String TITLE = "bound, nats per datum";
    private static final double SKIPPED = 0.05;
    private static final int POINTS = 125;

    private record ModelCurves(int index, String name, Curve train, Curve validation) {
        List<Curve> both() {
            return List.of(train, validation);
        }
    }

    private LearningCurves() {}

    /** Draws the figure; empty if no completed run has a history of its bound. */
    public static Optional<Figure> of(Comparison comparison) {
        List<ModelCurves> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Curve train = Curve.of(model, HistoryEntry.BOUND, HistoryEntry::train, POINTS);
            Curve validation =
                    Curve.of(
                            model, HistoryEntry.BOUND, HistoryEntry::validation, Integer.MAX_VALUE);
            if (!train.isEmpty() || !validation.isEmpty()) {
                int index = comparison.models().indexOf(model);
                all.add(new ModelCurves(index, model.name(), train, validation));
            }
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        boolean validated = all.stream().anyMatch(m -> !m.validation().isEmpty());
        boolean bands = all.stream().anyMatch(m -> m.train().runs() > 1);
        int block = all.stream().mapToInt(m -> m.train().block()).max().orElse(1);
        String caption =
                "Learning curves: each model's own training bound"
                        + (block > 1 ? ", averaged over " + block + " reported steps" : "")
                        + (bands ? ", mean over seeds with the range between them." : ".")
                        + (validated ? " Strong: validation; faint: training." : "")
                        + " The vertical axis leaves out the first twentieth of training. Bounds of"
                        + " different estimators are different quantities: compare the models by"
                        + " the table."
                        + withoutBound(comparison);
        String names = all.stream().map(ModelCurves::name).collect(Collectors.joining(", "));
        return Optional.of(
                new Figure(
                        "learning-curves",
                        caption,
                        "Training bound in nats per datum against the training step, for " + names,
                        chart(all),
                        csv(all),
                        pgfplots(all)));
    }

    /**
     * Names the objective that the history holds in place of a bound, for an inference of point
     * values.
     */
    private static String withoutBound(Comparison comparison) {
        String names =
                comparison.models().stream()
                        .filter(LearningCurves::hasNoBound)
                        .map(ComparedModel::name)
                        .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? ""
                : " There is no bound for " + names + ": the curve is log p(x, z).";
    }

    private static boolean hasNoBound(ComparedModel model) {
        return model.completed().stream()
                .anyMatch(
                        run ->
                                run.metric(MetricRole.LOG_JOINT).isPresent()
                                        && run.metric(MetricRole.BOUND).isEmpty());
    }

    private static XYChart chart(List<ModelCurves> all) {
        XYChart chart = ChartStyle.chart(680, 400, "training step", TITLE);
        for (ModelCurves model : all) {
            Curve train = model.train();
            if (train.runs() > 1 && train.steps().length > 1) {
                String name = model.name() + " range";
                ChartStyle.band(
                        chart, name, train.steps(), train.low(), train.high(), model.index());
            }
        }
        for (ModelCurves model : all) {
            if (!model.train().isEmpty()) {
                boolean faint = !model.validation().isEmpty();
                XYSeries train =
                        ChartStyle.line(
                                chart,
                                faint ? model.name() + " (training)" : model.name(),
                                model.train().steps(),
                                model.train().mean(),
                                model.index());
                if (faint) {
                    train.setLineColor(Palette.translucent(model.index(), 110));
                    train.setShowInLegend(false);
                }
            }
            if (!model.validation().isEmpty()) {
                ChartStyle.line(
                        chart,
                        model.name(),
                        model.validation().steps(),
                        model.validation().mean(),
                        model.index());
            }
        }
        double[] range = range(all);
        if (range[0] < range[1]) {
            chart.getStyler().setYAxisMin(range[0]);
            chart.getStyler().setYAxisMax(range[1]);
        }
        chart.getStyler().setXAxisMin(0.0);
        return chart;
    }

    /** The range of the values after the first part of training, with a little room. */
    private static double[] range(List<ModelCurves> all) {
        double last =
                all.stream()
                        .flatMap(m -> m.both().stream())
                        .flatMapToDouble(c -> Arrays.stream(c.steps()))
                        .max()
                        .orElse(0);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ModelCurves model : all) {
            for (Curve curve : model.both()) {
                for (int i = 0; i < curve.steps().length; i++) {
                    if (curve.steps()[i] >= SKIPPED * last) {
                        low = Math.min(low, curve.low()[i]);
                        high = Math.max(high, curve.high()[i]);
                    }
                }
            }
        }
        double room = 0.03 * (high - low);
        return new double[] {low - room, high + room};
    }

    private static String csv(List<ModelCurves> all) {
        Csv csv = new Csv("model", "part", "step", "runs", "mean", "min", "max");
        for (ModelCurves model : all) {
            rows(csv, model.name(), "train", model.train());
            rows(csv, model.name(), "validation", model.validation());
        }
        return csv.toString();
    }

    private static void rows(Csv csv, String model, String part, Curve curve) {
        for (int i = 0; i < curve.steps().length; i++) {
            csv.row(
                    model,
                    part,
                    (long) curve.steps()[i],
                    curve.runs(),
                    curve.mean()[i],
                    curve.low()[i],
                    curve.high()[i]);
        }
    }

    private static String pgfplots(List<ModelCurves> all) {
        double[] range = range(all);
        Pgfplots plot = new Pgfplots("training step", TITLE);
        plot.option("legend pos=south east").option("xmin=0");
        if (range[0] < range[1]) {
            plot.option("ymin=" + range[0]).option("ymax=" + range[1]);
        }
        for (ModelCurves model : all) {
            if (!model.train().isEmpty()) {
                plot.line(
                        model.index(),
                        model.validation().isEmpty() ? "thick" : "opacity=0.45, forget plot",
                        model.train().steps(),
                        model.train().mean(),
                        model.validation().isEmpty() ? model.name() : "");
            }
            if (!model.validation().isEmpty()) {
                plot.line(
                        model.index(),
                        "thick",
                        model.validation().steps(),
                        model.validation().mean(),
                        model.name());
            }
        }
        return plot.toString();
    }
}
