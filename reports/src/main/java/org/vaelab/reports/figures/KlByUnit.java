// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;

/** The KL of each latent unit, in descending order, which shows how many units a model uses. */
public final class KlByUnit {

    private static final int FEW = 12;
    private static final String X = "latent units, the largest KL first";
    private static final String Y = "KL of the unit, nats";

    /** The units of a model, sorted by KL; means over runs. */
    private record Ordered(Style style, Label label, int runs, double[] kl) {}

    private KlByUnit() {}

    /** Draws the figure; empty if no completed run has a finite KL of its units. */
    public static Optional<Figure> of(Comparison comparison) {
        List<Ordered> models =
                comparison.models().stream()
                        .flatMap(model -> ordered(Style.of(comparison, model), model).stream())
                        .toList();
        if (models.isEmpty()) {
            return Optional.empty();
        }
        Csv csv =
                new Csv(
                        "model",
                        "seed",
                        "term",
                        "unit",
                        MetricRole.KL.jsonName(),
                        "standard_error");
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
        String names =
                models.stream()
                        .map(model -> model.label().plain())
                        .collect(Collectors.joining(", "));
        return Optional.of(
                new Figure(
                        "kl-by-unit",
                        "The KL of each latent unit, mean over "
                                + comparison.evaluatedPart()
                                + " data, the largest first"
                                + (several ? "; of several seeds the mean at each place." : ".")
                                + " Units at 0 are not used. Models whose KL has no closed form"
                                + " for each unit, and runs where one is not finite, are left"
                                + " out.",
                        "KL in nats of each latent unit in falling order, for " + names,
                        plot(models),
                        csv.toString()));
    }

    private static Plot plot(List<Ordered> models) {
        List<Layer> layers = new ArrayList<>();
        int most = 0;
        for (Ordered model : models) {
            int n = model.kl().length;
            double[] places = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
            most = Math.max(most, n);
            layers.add(
                    new Layer.Line(
                            model.style(),
                            Point.list(places, model.kl()),
                            n <= FEW ? Marks.ALL : Marks.SOME,
                            model.label()));
        }
        Axis x = Axis.linear(X);
        double[] all = IntStream.rangeClosed(1, most).asDoubleStream().toArray();
        return new Plot(most <= FEW ? x.ticksAt(all) : x, Axis.linear(Y).range(0.0, null), layers);
    }

    private static Optional<Ordered> ordered(Style style, ComparedModel model) {
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
                : Optional.of(new Ordered(style, model.label(), runs.size(), means));
    }
}
