// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * What a metric shows beside its number: a panel for each model with its curves and their band, and
 * a sentence for each run.
 *
 * @param title of the metric's curves
 * @param summary a sentence on all models; empty if there is one model, or no band
 * @param sentences one for each run, with the label of the model
 */
@Internal
public record DiagnosticFigure(
        String title, Optional<String> summary, List<String> sentences, Figure figure) {

    /** The most curves of a panel; the worst ones are drawn. */
    private static final int MOST = 24;

    /** A legend names all curves if there are at most so many. */
    private static final int MOST_NAMED = 2;

    private static final double MARGIN = 1.05;
    private static final String THICK =
            " The legend names the curve that leaves the band most, or comes nearest to it, which is"
                    + " drawn thick.";

    /** The curves of a run. */
    private record Shown(ComparedModel model, long seed, DiagnosticCurves curves) {

        long outside() {
            return curves.curves().stream().filter(curve -> curves.excess(curve) > 0).count();
        }

        /** Returns the curves, the one that leaves the band most first. */
        List<DiagnosticCurves.Curve> worstFirst() {
            return curves.curves().stream()
                    .sorted(
                            Comparator.<DiagnosticCurves.Curve>comparingDouble(curves::excess)
                                    .thenComparingDouble(DiagnosticFigure::size)
                                    .reversed())
                    .toList();
        }
    }

    /** A point of a curve. */
    private record At(Shown run, DiagnosticCurves.Curve curve, int place) {

        @Nullable Double ofBand(List<Double> edge) {
            return edge.isEmpty() ? null : edge.get(place);
        }
    }

    /**
     * Draws the curves of all metrics that have some, in the order of their names.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static List<DiagnosticFigure> of(Comparison comparison) throws IOException {
        return of(comparison, "diagnostics", "");
    }

    /**
     * Draws the curves of a further evaluation.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static List<DiagnosticFigure> of(FurtherEvaluation evaluation) throws IOException {
        return of(
                evaluation.comparison(),
                evaluation.id(),
                "Evaluated with " + evaluation.description() + ". ");
    }

    private static List<DiagnosticFigure> of(Comparison comparison, String id, String evaluated)
            throws IOException {
        Map<String, List<Shown>> byMetric = new TreeMap<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.completedRuns()) {
                long seed = run.planned().seed();
                for (Map.Entry<String, DiagnosticCurves> of : run.diagnostics().read().entrySet()) {
                    Shown shown = new Shown(model, seed, of.getValue());
                    byMetric.computeIfAbsent(of.getKey(), m -> new ArrayList<>()).add(shown);
                }
            }
        }
        List<DiagnosticFigure> figures = new ArrayList<>();
        byMetric.forEach(
                (metric, runs) ->
                        figures.add(of(comparison, id + "-" + file(metric), evaluated, runs)));
        return figures;
    }

    private static String file(String metric) {
        return metric.replace('.', '-').toLowerCase(Locale.ROOT);
    }

    private static DiagnosticFigure of(
            Comparison comparison, String id, String evaluated, List<Shown> runs) {
        Set<String> models = new TreeSet<>();
        List<Shown> first = runs.stream().filter(run -> models.add(run.model().name())).toList();
        boolean severalSeeds = first.size() < runs.size();
        DiagnosticCurves any = runs.get(0).curves();
        List<Plot> panels = first.stream().map(run -> panel(comparison, run)).toList();
        String names = Figure.names(first.stream().map(Shown::model).toList());
        boolean several = first.stream().anyMatch(run -> run.curves().curves().size() > MOST_NAMED);
        String caption =
                any.title()
                        + ". "
                        + evaluated
                        + any.caption()
                        + (several ? THICK : "")
                        + (first.size() > 1 ? " The vertical scales of the panels differ." : "")
                        + (severalSeeds ? " Each panel shows the first seed of its model." : "");
        List<String> sentences = new ArrayList<>();
        for (Shown run : runs) {
            String seed = severalSeeds ? ", seed " + run.seed() : "";
            sentences.add(run.model().label().plain() + seed + ": " + run.curves().sentence());
        }
        return new DiagnosticFigure(
                any.title(),
                first.size() > 1 && !any.lower().isEmpty()
                        ? Optional.of(summary(runs))
                        : Optional.empty(),
                sentences,
                new Figure(
                        id,
                        caption,
                        any.title() + " of " + names,
                        rows(runs),
                        panels.size() == 1 ? panels.get(0) : new Panels(panels, false)));
    }

    /** One sentence on all models: how many curves leave the band, and how far they are from 0. */
    private static String summary(List<Shown> runs) {
        Map<ComparedModel, List<Shown>> byModel =
                runs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Shown::model, LinkedHashMap::new, Collectors.toList()));
        List<String> models = new ArrayList<>();
        byModel.forEach(
                (model, own) -> {
                    DoubleSummaryStatistics sizes =
                            curves(own).mapToDouble(DiagnosticFigure::size).summaryStatistics();
                    models.add(
                            "%s of %s of %s (%s)"
                                    .formatted(
                                            own.stream().mapToLong(Shown::outside).sum(),
                                            sizes.getCount(),
                                            model.label().plain(),
                                            NumberText.significant(sizes.getAverage(), 2)));
                });
        return "Curves that leave the band: %s; in brackets, the largest distance from 0, mean over curves."
                .formatted(ListText.of(models));
    }

    private static Stream<DiagnosticCurves.Curve> curves(List<Shown> runs) {
        return runs.stream().flatMap(run -> run.curves().curves().stream());
    }

    /** Returns the values of the curves and the band of a run. */
    private static Stream<Double> values(DiagnosticCurves curves) {
        return Stream.concat(
                        Stream.of(curves.lower(), curves.upper()),
                        curves.curves().stream().map(DiagnosticCurves.Curve::y))
                .flatMap(List::stream);
    }

    private static double size(DiagnosticCurves.Curve curve) {
        return curve.y().stream().mapToDouble(Math::abs).max().orElse(0);
    }

    private static Plot panel(Comparison comparison, Shown run) {
        DiagnosticCurves curves = run.curves();
        double most = values(curves).mapToDouble(Math::abs).max().orElse(0);
        double end = MARGIN * (most == 0 ? 1 : most);
        Style style = Style.of(comparison, run.model());
        List<PlotLayer> layers = new ArrayList<>();
        if (!curves.lower().isEmpty()) {
            layers.add(
                    PlotLayer.Area.between(
                            Style.NEUTRAL,
                            Point.list(curves.x(), curves.lower()),
                            Point.list(curves.x(), curves.upper())));
        }
        layers.add(PlotLayer.Guide.horizontal(0, null));
        List<DiagnosticCurves.Curve> worst = run.worstFirst();
        Label model = run.model().label();
        for (int i = Math.min(MOST, worst.size()) - 1; i >= 0; i--) {
            Label unit = Axis.plain(", " + worst.get(i).name());
            Label named = new Label(model.plain() + unit.plain(), model.latex() + unit.latex());
            layers.add(
                    new PlotLayer.Line(
                            i > 0 ? style.faint() : style,
                            Point.list(curves.x(), worst.get(i).y()),
                            Marks.NONE,
                            worst.size() == 1
                                    ? model
                                    : i == 0 || worst.size() <= MOST_NAMED ? named : null));
        }
        return new Plot(
                Axis.linear(curves.xTitle()).range(0.0, 1.0),
                Axis.linear(curves.yTitle())
                        .range(values(curves).allMatch(y -> y >= 0) ? 0 : -end, end),
                layers);
    }

    private static DataFrame<At> rows(List<Shown> runs) {
        List<At> all = new ArrayList<>();
        for (Shown run : runs) {
            for (DiagnosticCurves.Curve curve : run.curves().curves()) {
                for (int i = 0; i < curve.y().size(); i++) {
                    all.add(new At(run, curve, i));
                }
            }
        }
        return DataFrame.of(all)
                .column("model", at -> at.run().model().name())
                .column("seed", at -> at.run().seed())
                .column("curve", at -> at.curve().name())
                .column("x", at -> at.run().curves().x().get(at.place()))
                .column("y", at -> at.curve().y().get(at.place()))
                .column("lower", at -> at.ofBand(at.run().curves().lower()))
                .column("upper", at -> at.ofBand(at.run().curves().upper()));
    }
}
