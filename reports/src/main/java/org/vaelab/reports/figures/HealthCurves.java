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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;

/** The signals of the health monitor over training: a panel for each signal, a line for each model. */
public final class HealthCurves {

    private static final int POINTS = 60;

    /** What general signals measure, in the order of the panels; others are titled by their name. */
    private static final Map<String, String> TITLES = titles();

    /** Signals that are lines of the learning curves, or that a panel would only repeat. */
    private static final Set<String> LEFT_OUT =
            Set.of(HealthObservation.LOSS, HealthObservation.BOUND);

    /** The observations of a run. */
    private record Observed(ComparedModel model, long seed, HealthFile.Content health) {
        List<HealthObservation> all() {
            return health.observations();
        }
    }

    private HealthCurves() {}

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put(HealthObservation.KL, "KL, nats");
        titles.put(HealthObservation.ACTIVE_UNITS, "active units");
        titles.put(HealthObservation.GRADIENT_NORM, "gradient norm");
        titles.put(HealthObservation.EFFECTIVE_BETA, "weight of the KL");
        titles.put(HealthObservation.VALIDATION_BOUND, "validation bound, nats");
        return titles;
    }

    /**
     * Draws the signals; empty if no run was observed.
     *
     * @throws IOException if the observations of a run cannot be read
     */
    public static Optional<Figure> of(Comparison comparison) throws IOException {
        List<Observed> runs = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                HealthFile.Content health = run.folder().health().read();
                if (!health.observations().isEmpty()) {
                    runs.add(new Observed(model, run.planned().seed(), health));
                }
            }
        }
        List<String> signals = signals(runs);
        List<Plot> panels =
                signals.stream().map(signal -> plot(comparison, runs, signal)).toList();
        return panels.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                "health-signals",
                                "What the health monitor observed, on a fixed batch of training"
                                        + " examples (the validation bound on validation examples);"
                                        + " means over seeds. The points mark findings.",
                                "Signals of training against the training step: "
                                        + String.join(", ", signals),
                                new Panels(panels, true),
                                csv(runs)));
    }

    /** Returns the signals to draw: those that vary, the general ones first. */
    private static List<String> signals(List<Observed> runs) {
        Map<String, Set<Double>> values = new LinkedHashMap<>();
        TITLES.keySet().forEach(name -> values.put(name, new TreeSet<>()));
        for (Observed run : runs) {
            for (HealthObservation seen : run.all()) {
                seen.signals()
                        .forEach(
                                (name, value) -> {
                                    if (Double.isFinite(value)) {
                                        values.computeIfAbsent(name, n -> new TreeSet<>())
                                                .add(value);
                                    }
                                });
            }
        }
        return values.keySet().stream()
                .filter(name -> !LEFT_OUT.contains(name))
                .filter(name -> !name.startsWith(HealthObservation.KL + "."))
                .filter(name -> values.get(name).size() > 1)
                .toList();
    }

    private static Plot plot(
            Comparison comparison, List<Observed> runs, String signal) {
        List<Layer> layers = new ArrayList<>();
        Map<ComparedModel, List<Observed>> models =
                runs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Observed::model, LinkedHashMap::new, Collectors.toList()));
        boolean positive = true;
        List<Layer> marks = new ArrayList<>();
        for (Map.Entry<ComparedModel, List<Observed>> model : models.entrySet()) {
            NavigableMap<Long, Double> mean = mean(model.getValue(), signal);
            if (mean.isEmpty()) {
                continue;
            }
            Style style = Style.of(comparison, model.getKey());
            positive &= mean.values().stream().allMatch(value -> value > 0);
            Label label = model.getKey().label();
            layers.add(new Layer.Line(style, points(mean), Marks.NONE, label));
            List<Point> found = new ArrayList<>();
            for (Observed run : model.getValue()) {
                for (HealthFinding finding : run.health().findings()) {
                    Map.Entry<Long, Double> at = mean.floorEntry(finding.step());
                    if (at != null) {
                        found.add(new Point(finding.step(), at.getValue()));
                    }
                }
            }
            marks.add(new Layer.Points(style, found, null));
        }
        layers.addAll(marks);
        String title = TITLES.getOrDefault(signal, signal);
        boolean logarithmic = positive && signal.equals(HealthObservation.GRADIENT_NORM);
        return new Plot(
                Axis.linear("training step").range(0.0, null),
                logarithmic ? Axis.logarithmic(title) : Axis.linear(title),
                layers);
    }

    /** The mean over runs at each step, of at most so many steps, evenly. */
    private static NavigableMap<Long, Double> mean(List<Observed> runs, String signal) {
        NavigableMap<Long, Double> all =
                runs.stream()
                        .flatMap(run -> run.all().stream())
                        .filter(seen -> Double.isFinite(seen.signal(signal)))
                        .collect(
                                Collectors.groupingBy(
                                        HealthObservation::step,
                                        TreeMap::new,
                                        Collectors.averagingDouble(seen -> seen.signal(signal))));
        int every = Math.max(1, (all.size() + POINTS - 1) / POINTS);
        int[] place = {0};
        all.keySet().removeIf(step -> place[0]++ % every != 0);
        return all;
    }

    private static List<Point> points(NavigableMap<Long, Double> mean) {
        return mean.entrySet().stream().map(at -> new Point(at.getKey(), at.getValue())).toList();
    }

    private static String csv(List<Observed> runs) {
        Csv csv = new Csv("model", "seed", "step", "signal", "value");
        for (Observed run : runs) {
            for (HealthObservation seen : run.all()) {
                seen.signals()
                        .forEach(
                                (name, value) ->
                                        csv.row(
                                                run.model().name(),
                                                run.seed(),
                                                seen.step(),
                                                name,
                                                value));
                seen.klByUnit()
                        .forEach(
                                (variable, units) -> {
                                    for (int i = 0; i < units.size(); i++) {
                                        csv.row(
                                                run.model().name(),
                                                run.seed(),
                                                seen.step(),
                                                HealthObservation.klOf(variable, i),
                                                units.get(i));
                                    }
                                });
            }
        }
        return csv.toString();
    }
}
