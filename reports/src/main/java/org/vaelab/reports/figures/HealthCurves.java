// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthObservation;
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

    /** A number that was observed in a run. */
    private record Seen(ComparedModel model, long seed, long step, String signal, double value) {}

    /** A run with a finding at a step. */
    private record Found(ComparedModel model, long step) {}

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
        List<Seen> rows = new ArrayList<>();
        List<Found> findings = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                long seed = run.planned().seed();
                HealthFile.Content health = run.health();
                for (HealthObservation seen : health.observations()) {
                    numbers(seen)
                            .forEach(
                                    (name, value) ->
                                            rows.add(
                                                    new Seen(
                                                            model,
                                                            seed,
                                                            seen.step(),
                                                            name,
                                                            value)));
                }
                health.findings()
                        .forEach(finding -> findings.add(new Found(model, finding.step())));
            }
        }
        List<String> signals = signals(rows);
        List<Plot> panels = new ArrayList<>();
        for (String signal : signals) {
            List<Seen> own = rows.stream().filter(row -> row.signal().equals(signal)).toList();
            panels.add(plot(comparison, own, findings, signal));
        }
        Csv csv = new Csv("model", "seed", "step", "signal", "value");
        rows.forEach(
                row ->
                        csv.row(
                                row.model().name(),
                                row.seed(),
                                row.step(),
                                row.signal(),
                                row.value()));
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
                                csv.toString()));
    }

    /** Returns the signals of an observation and the KL of each unit. */
    private static Map<String, Double> numbers(HealthObservation seen) {
        Map<String, Double> numbers = new LinkedHashMap<>(seen.signals());
        seen.klByUnit()
                .forEach(
                        (variable, units) -> {
                            for (int i = 0; i < units.size(); i++) {
                                numbers.put(HealthObservation.klOf(variable, i), units.get(i));
                            }
                        });
        return numbers;
    }

    /** Returns the signals to draw: those that vary, the general ones first. */
    private static List<String> signals(List<Seen> rows) {
        Map<String, Set<Double>> values = new LinkedHashMap<>();
        TITLES.keySet().forEach(name -> values.put(name, new HashSet<>()));
        for (Seen row : rows) {
            if (Double.isFinite(row.value())) {
                values.computeIfAbsent(row.signal(), n -> new HashSet<>()).add(row.value());
            }
        }
        return values.keySet().stream()
                .filter(name -> !LEFT_OUT.contains(name))
                .filter(name -> !name.startsWith(HealthObservation.KL + "."))
                .filter(name -> values.get(name).size() > 1)
                .toList();
    }

    private static Plot plot(
            Comparison comparison, List<Seen> rows, List<Found> findings, String signal) {
        List<Layer> lines = new ArrayList<>();
        List<Layer> marks = new ArrayList<>();
        boolean isPositive = true;
        for (ComparedModel model : comparison.models()) {
            NavigableMap<Long, Double> mean = mean(model, rows);
            if (mean.isEmpty()) {
                continue;
            }
            Style style = Style.of(comparison, model);
            isPositive &= mean.values().stream().allMatch(value -> value > 0);
            lines.add(new Layer.Line(style, points(mean), Marks.NONE, model.label()));
            List<Point> found = new ArrayList<>();
            for (Found finding : findings) {
                Map.Entry<Long, Double> at = mean.floorEntry(finding.step());
                if (finding.model().equals(model) && at != null) {
                    found.add(new Point(finding.step(), at.getValue()));
                }
            }
            marks.add(new Layer.Points(style, found, null));
        }
        lines.addAll(marks);
        String title = TITLES.getOrDefault(signal, signal);
        boolean isLogarithmic = isPositive && signal.equals(HealthObservation.GRADIENT_NORM);
        return new Plot(
                Axis.linear("training step").range(0.0, null),
                isLogarithmic ? Axis.logarithmic(title) : Axis.linear(title),
                lines);
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
