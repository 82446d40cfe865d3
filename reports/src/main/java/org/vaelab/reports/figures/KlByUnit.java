// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;

/** The KL of each latent unit, in descending order, which shows how many units a model uses. */
public final class KlByUnit {

    private static final String X = "latent units, the largest KL first";
    private static final String Y = "KL of the unit, nats";

    /** The units of a model, sorted by KL; means over runs. */
    private record Ordered(int index, String name, int runs, double[] kl) {}

    private KlByUnit() {}

    /** Draws the figure; empty if no completed run has a finite KL of its units. */
    public static Optional<Figure> of(Comparison comparison) {
        List<Ordered> models =
                IntStream.range(0, comparison.models().size())
                        .boxed()
                        .flatMap(i -> ordered(i, comparison.models().get(i)).stream())
                        .toList();
        if (models.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = ChartStyle.chart(680, 340, X, Y);
        chart.getStyler().setYAxisMin(0.0);
        Pgfplots plot = new Pgfplots(X, Y).option("legend pos=north east").option("ymin=0");
        Csv csv =
                new Csv(
                        "model",
                        "seed",
                        "term",
                        "unit",
                        MetricRole.KL.jsonName(),
                        "standard_error");
        for (Ordered model : models) {
            double[] places =
                    IntStream.rangeClosed(1, model.kl().length).asDoubleStream().toArray();
            ChartStyle.line(chart, model.name(), places, model.kl(), model.index());
            plot.line(model.index(), "thick", places, model.kl(), model.name());
        }
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                for (UnitKl unit : run.klByUnit()) {
                    csv.row(
                            model.name(),
                            run.planned().seed(),
                            unit.term(),
                            unit.unit(),
                            unit.kl(),
                            unit.standardError());
                }
            }
        }
        boolean several = models.stream().anyMatch(m -> m.runs() > 1);
        String names = models.stream().map(Ordered::name).collect(Collectors.joining(", "));
        return Optional.of(
                new Figure(
                        "kl-by-unit",
                        "The KL of each latent unit, mean over test data, the largest first"
                                + (several ? "; of several seeds the mean at each place." : ".")
                                + " Units at 0 are not used. Models whose KL has no closed form"
                                + " for each unit, and runs where one is not finite, are left"
                                + " out.",
                        "KL in nats of each latent unit in falling order, for " + names,
                        chart,
                        csv.toString(),
                        plot.toString()));
    }

    private static Optional<Ordered> ordered(int index, ComparedModel model) {
        List<double[]> runs = new ArrayList<>();
        for (ComparedRun run : model.runs()) {
            double[] kl =
                    run.klByUnit().stream()
                            .map(UnitKl::kl)
                            .sorted(Comparator.reverseOrder())
                            .mapToDouble(Double::doubleValue)
                            .toArray();
            if (run.completed().isPresent()
                    && kl.length > 0
                    && Arrays.stream(kl).allMatch(Double::isFinite)) {
                runs.add(kl);
            }
        }
        int places = runs.stream().mapToInt(kl -> kl.length).min().orElse(0);
        double[] means = new double[places];
        Arrays.setAll(means, i -> runs.stream().mapToDouble(kl -> kl[i]).average().orElseThrow());
        return places == 0
                ? Optional.empty()
                : Optional.of(new Ordered(index, model.name(), runs.size(), means));
    }
}
