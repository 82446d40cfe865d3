// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.SpacedText;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;

/**
 * The signals of the health monitor over training: a panel for each signal, a line for each model.
 */
@Internal
public final class HealthCurves {

    private static final int POINTS = 60;

    /**
     * What general signals measure, in the order of the panels; others are titled by their name.
     */
    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put(HealthObservation.KL, "KL, nats");
        TITLES.put(HealthObservation.ACTIVE_UNITS, "active units");
        TITLES.put(HealthObservation.GRADIENT_NORM, "gradient norm");
        TITLES.put(HealthObservation.EFFECTIVE_BETA, "weight of the KL");
        TITLES.put(HealthObservation.VALIDATION_BOUND, "validation bound, nats");
        TITLES.put("codePerplexity", "code perplexity per position");
    }

    /** Signals that are lines of the learning curves, or that a panel would only repeat. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    HealthObservation.LOSS,
                    HealthObservation.BOUND,
                    HealthObservation.LATENT_EFFECT);

    /** A number that was observed in a run. */
    private record Seen(ComparedModel model, long seed, long step, String signal, double value) {}

    /** A run with a finding at a step. */
    private record Found(ComparedModel model, long step) {}

    private HealthCurves() {}

    /**
     * Draws the signals; empty if no run was observed.
     *
     * @throws IOException if the observations of a run cannot be read
     */
    public static Optional<Figure> of(Comparison comparison) throws IOException {
        List<Seen> all = new ArrayList<>();
        List<Found> findings = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                HealthFile.Content health = run.training().health();
                health.observations().forEach(seen -> all.addAll(numbers(model, run, seen)));
                health.findings().forEach(of -> findings.add(new Found(model, of.step())));
            }
        }
        DataFrame<Seen> rows =
                DataFrame.of(all)
                        .column("model", seen -> seen.model().name())
                        .column("seed", Seen::seed)
                        .column("step", Seen::step)
                        .column("signal", Seen::signal)
                        .column("value", Seen::value);
        Map<String, DataFrame<Seen>> bySignal = rows.by(Seen::signal);
        List<String> signals = signals(bySignal);
        List<Plot> panels =
                signals.stream()
                        .map(name -> plot(comparison, bySignal.get(name).list(), findings, name))
                        .toList();
        return panels.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                "health-signals",
                                "What the health monitor observed, on a fixed batch of training"
                                        + " examples; of several seeds the mean."
                                        + (signals.contains(HealthObservation.VALIDATION_BOUND)
                                                ? " The validation bound is on validation examples."
                                                : "")
                                        + (findings.isEmpty() ? "" : " The points mark findings."),
                                "Signals of training against the training step: "
                                        + signals.stream()
                                                .map(HealthCurves::title)
                                                .collect(Collectors.joining("; ")),
                                rows,
                                new Panels(panels, true)));
    }

    /** Returns the signals of an observation and the KL of each unit. */
    private static List<Seen> numbers(
            ComparedModel model, ComparedRun run, HealthObservation observed) {
        Map<String, Double> numbers = new LinkedHashMap<>(observed.signals());
        observed.klByUnit()
                .forEach(
                        (variable, units) -> {
                            for (int i = 0; i < units.size(); i++) {
                                numbers.put(HealthObservation.klOf(variable, i), units.get(i));
                            }
                        });
        List<Seen> seen = new ArrayList<>();
        long seed = run.planned().seed();
        numbers.forEach((name, of) -> seen.add(new Seen(model, seed, observed.step(), name, of)));
        return seen;
    }

    /** Returns the signals to draw: those that vary, the general ones first. */
    private static List<String> signals(Map<String, DataFrame<Seen>> bySignal) {
        return Stream.concat(TITLES.keySet().stream(), bySignal.keySet().stream())
                .distinct()
                .filter(name -> bySignal.containsKey(name) && !LEFT_OUT.contains(name))
                .filter(name -> !name.startsWith(HealthObservation.KL + "."))
                .filter(name -> varies(bySignal.get(name).list().stream().map(Seen::value)))
                .toList();
    }

    private static boolean varies(Stream<Double> values) {
        return values.filter(Double::isFinite).distinct().count() > 1;
    }

    private static Plot plot(
            Comparison comparison, List<Seen> rows, List<Found> findings, String signal) {
        List<PlotLayer> lines = new ArrayList<>();
        List<PlotLayer> marks = new ArrayList<>();
        boolean isPositive = true;
        for (ComparedModel model : comparison.models()) {
            NavigableMap<Long, Double> mean = mean(model, rows);
            if (mean.isEmpty()) {
                continue;
            }
            Style style = Style.of(comparison, model);
            isPositive &= mean.values().stream().allMatch(value -> value > 0);
            lines.add(new PlotLayer.Line(style, points(mean), Marks.NONE, model.label()));
            List<Point> found = new ArrayList<>();
            for (Found finding : findings) {
                Map.Entry<Long, Double> at = mean.floorEntry(finding.step());
                if (finding.model().equals(model) && at != null) {
                    found.add(new Point(finding.step(), at.getValue()));
                }
            }
            marks.add(new PlotLayer.Points(style, found, null));
        }
        lines.addAll(marks);
        String title = title(signal);
        Axis y = Axis.linear(title);
        boolean isCount = signal.equals(HealthObservation.ACTIVE_UNITS);
        int most = rows.stream().mapToInt(row -> (int) Math.ceil(row.value())).max().orElse(0);
        boolean isLogarithmic = isPositive && signal.equals(HealthObservation.GRADIENT_NORM);
        return new Plot(
                Axis.linear("training step").range(0.0, null),
                isLogarithmic
                        ? Axis.logarithmic(title)
                        : isCount ? y.whole(0, most).range(0.0, (double) most) : y,
                lines);
    }

    /** Returns the title of a signal: that of a known one, or the words of its name. */
    private static String title(String signal) {
        int own = signal.lastIndexOf('.') + 1;
        String subject = SpacedText.of(signal.substring(0, own)).replace(".", ": ");
        String name = signal.substring(own);
        String words = SpacedText.of(name).replaceAll("\\bkl\\b", "KL");
        return subject + TITLES.getOrDefault(name, words);
    }

    /** The mean over the runs of a model at each step, of at most so many steps, evenly. */
    private static NavigableMap<Long, Double> mean(ComparedModel model, List<Seen> rows) {
        NavigableMap<Long, Double> all =
                rows.stream()
                        .filter(row -> row.model().equals(model) && Double.isFinite(row.value()))
                        .collect(
                                Collectors.groupingBy(
                                        Seen::step,
                                        TreeMap::new,
                                        Collectors.averagingDouble(Seen::value)));
        int every = Math.max(1, (all.size() + POINTS - 1) / POINTS);
        int[] place = {0};
        all.keySet().removeIf(step -> place[0]++ % every != 0);
        return all;
    }

    private static List<Point> points(NavigableMap<Long, Double> mean) {
        return mean.entrySet().stream().map(at -> new Point(at.getKey(), at.getValue())).toList();
    }
}
