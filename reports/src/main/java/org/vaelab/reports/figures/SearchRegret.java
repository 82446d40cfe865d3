// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** The regret of a search: how far the best value so far is from the best one found. */
@Internal
public final class SearchRegret {

    private static final String CAPTION =
            "The regret of the search for the settings of %s: the difference between the best %s on"
                    + " validation data so far and the best one found, against %s";

    /**
     * A measured trial.
     *
     * @param spent training steps of the search so far, over all seeds
     * @param bestSoFar NaN before the first value
     */
    private record At(int count, int trial, int rung, long spent, double value, double bestSoFar) {}

    private SearchRegret() {}

    /**
     * Draws the figure: over trials, or over training steps if there are several rungs. Empty if
     * fewer than two trials have a value.
     *
     * @param metric the label of the metric
     */
    public static Optional<Figure> of(SearchRecord search, String metric) {
        List<At> measured = measured(search);
        if (measured.stream().filter(at -> !Double.isNaN(at.value())).count() < 2) {
            return Optional.empty();
        }
        double best = measured.get(measured.size() - 1).bestSoFar();
        DataFrame<At> rows =
                DataFrame.of(measured)
                        .column("trial", At::trial)
                        .column("rung", At::rung)
                        .column("steps_spent", At::spent)
                        .column("value", At::value)
                        .column("best_so_far", At::bestSoFar)
                        .column("regret", at -> Math.abs(at.bestSoFar() - best));
        boolean bySteps = search.rungs().size() > 1;
        List<Point> corners = new ArrayList<>();
        for (At at : measured) {
            double x = bySteps ? at.spent() : at.count();
            double regret = Math.abs(at.bestSoFar() - best);
            if (!corners.isEmpty()) {
                corners.add(new Point(x, corners.get(corners.size() - 1).y()));
            }
            if (!Double.isNaN(regret)) {
                corners.add(new Point(x, regret));
            }
        }
        String title = bySteps ? "training steps of the search" : "trials";
        String against =
                bySteps ? "the training steps of all runs so far." : "the number of trials.";
        String model = Escape.term(search.model(), Escape.latex(search.model()));
        String first = NumberText.significant(corners.get(0).y(), 3);
        return Optional.of(
                new Figure(
                        "search-" + search.model(),
                        CAPTION.formatted(model, metric, against),
                        "Regret of the search of %s against %s, from %s to 0"
                                .formatted(search.model(), title, first),
                        rows,
                        new Plot(
                                Axis.linear(title),
                                Axis.linear("regret", search.unit()).range(0.0, null),
                                List.of(new PlotLayer.Line(Style.of(0), corners)))));
    }

    /** Returns the measured trials in the order of the search: rung by rung, then by number. */
    private static List<At> measured(SearchRecord search) {
        List<At> measured = new ArrayList<>();
        long spent = 0;
        double best = Double.NaN;
        for (int rung = 0; rung < search.rungs().size(); rung++) {
            for (SearchRecord.Trial trial : search.trials()) {
                if (trial.results().size() > rung) {
                    double value = trial.results().get(rung).mean();
                    spent += search.stepsIn(rung);
                    best = better(value, best, search.direction()) ? value : best;
                    measured.add(
                            new At(measured.size() + 1, trial.number(), rung, spent, value, best));
                }
            }
        }
        return measured;
    }

    private static boolean better(double value, double best, Direction direction) {
        return !Double.isNaN(value) && (Double.isNaN(best) || direction.better(value, best));
    }
}
