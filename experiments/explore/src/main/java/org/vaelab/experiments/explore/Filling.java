// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.use.Forecast;
import org.vaelab.experiments.use.Imputations;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader.Found;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;

/** What a model fills in where an example is hidden. */
final class Filling {

    private static final int MOST_DRAWS = 1000;
    private static final int SHOWN_DRAWS = 5;
    private static final int SHOWN_PLACES = 50;

    private Filling() {}

    /** The distribution of a hidden number, by its draws. */
    record Numbers(int place, String name, double low, double median, double high, double mean) {}

    /** The distribution of a hidden category, by its draws. */
    record Shares(int place, String name, Map<String, Double> shares) {}

    record Filled(
            View view,
            List<View> draws,
            List<Object> places,
            String mask,
            @Nullable String note,
            String command,
            String java) {}

    /** Returns what a model fills in for hidden values. */
    static Filled impute(Use use, Ask ask) {
        Model model = use.model();
        Ask.Example which = ask.example("example");
        int draws = ask.number("draws", 2, MOST_DRAWS, 100);
        int seed = ask.number("seed", 0, Integer.MAX_VALUE, 1);
        int width = View.shape(model.summary()).size();
        int[] hidden =
                Arrays.stream(ask.numbers("hidden")).mapToInt(j -> (int) j).sorted().toArray();
        boolean[] observed = new boolean[width];
        Arrays.fill(observed, true);
        for (int place : hidden) {
            if (place < 0 || place >= width) {
                throw new Refusal(400, "hidden: expected places from 0 to " + (width - 1));
            }
            observed[place] = false;
        }
        Imputations filled =
                model.impute(RandomKey.of(seed), new Found(use.example(which), List.of()))
                        .observed(observed);
        String note = null;
        double[][] drawn;
        try {
            drawn = filled.draws(draws).rows();
        } catch (IllegalArgumentException e) {
            // A posterior without a density has no weights.
            filled = filled.method(ImputationMethod.PSEUDO_GIBBS);
            drawn = filled.draws(draws).rows();
            note = "by pseudo-gibbs: " + e.getMessage();
        }
        if (note == null) {
            note = filled.quality().warning().orElse(null);
        }
        DataSummary data = model.summary();
        double[][] all = drawn;
        String mask =
                IntStream.range(0, width)
                        .mapToObj(j -> observed[j] ? "1" : "0")
                        .collect(Collectors.joining(","));
        Lines lines =
                use.lines(
                        use.command(
                                "impute",
                                which,
                                "--observed",
                                "mask.csv",
                                "--draws",
                                "" + draws,
                                "--seed",
                                "" + seed),
                        "boolean[] observed = new boolean[%s];".formatted(width),
                        "Arrays.fill(observed, true);",
                        "for (int place : new int[] {%s}) {".formatted(places(hidden)),
                        "    observed[place] = false;",
                        "}",
                        "var one = new ExampleReader.Found(%s, List.of());"
                                .formatted(use.inJava(which)),
                        "double[][] x = model.impute(RandomKey.of(%s), one).observed(observed).draws(%s).rows();"
                                .formatted(seed, draws));
        return new Filled(
                View.of(model, filled.rows()[0]),
                View.all(model, Arrays.copyOf(drawn, Math.min(SHOWN_DRAWS, drawn.length))),
                Arrays.stream(hidden)
                        .limit(SHOWN_PLACES)
                        .mapToObj(place -> distribution(data, place, all))
                        .toList(),
                mask,
                note,
                lines.command(),
                lines.java());
    }

    private static String places(int[] hidden) {
        return Arrays.stream(hidden).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    private static Object distribution(DataSummary data, int place, double[][] drawn) {
        double[] values = Arrays.stream(drawn).mapToDouble(row -> row[place]).sorted().toArray();
        if (data.form().cell(place, values[0]) instanceof Number) {
            return new Numbers(
                    place,
                    View.name(data, place),
                    quantile(values, 0.05),
                    quantile(values, 0.5),
                    quantile(values, 0.95),
                    Arrays.stream(values).average().orElse(Double.NaN));
        }
        Map<String, Double> shares = new TreeMap<>();
        for (double value : values) {
            shares.merge(
                    String.valueOf(data.form().cell(place, value)),
                    1.0 / values.length,
                    Double::sum);
        }
        return new Shares(place, View.name(data, place), shares);
    }

    /** Returns a quantile of sorted numbers, between the nearest two. */
    private static double quantile(double[] sorted, double level) {
        double at = level * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    record Ahead(
            int step, String variable, double truth, double mean, Map<String, Double> quantiles) {}

    record Forecasts(
            View view,
            List<Ahead> points,
            double effectiveSize,
            @Nullable String note,
            String command,
            String java) {}

    /** Returns what a model predicts for the last steps of a series, which it does not see. */
    static Forecasts forecast(Use use, Ask ask) {
        Ask.Example which = ask.example("example");
        Examples example = use.example(which);
        int steps = ask.number("steps", 1, Integer.MAX_VALUE);
        int seed = ask.number("seed", 0, Integer.MAX_VALUE, 1);
        Forecast.Predicted predicted =
                use.model().forecast(RandomKey.of(seed), steps, example).ofLastSteps().predicted();
        List<Ahead> points = new ArrayList<>();
        for (SeriesPoint point : predicted.points()) {
            if (!point.quantiles().isEmpty()) {
                points.add(
                        new Ahead(
                                point.step(),
                                point.variable(),
                                point.truth(),
                                point.value(),
                                quantiles(point)));
            }
        }
        double size =
                predicted.effectiveSize().length == 0 ? Double.NaN : predicted.effectiveSize()[0];
        Lines lines =
                use.lines(
                        use.command(
                                "forecast",
                                which,
                                "--hide",
                                "--steps",
                                "" + steps,
                                "--seed",
                                "" + seed),
                        "Forecast.Predicted next = model.forecast(RandomKey.of(%s), %s, %s).ofLastSteps().predicted();"
                                .formatted(seed, steps, use.inJava(which)));
        return new Forecasts(
                View.of(use.model(), use.model().values(example)[0]),
                points,
                size,
                size < Forecast.FEWEST
                        ? String.format(
                                Locale.ROOT,
                                "the draws are worth %.1f equal ones: the quantiles are unreliable",
                                size)
                        : null,
                lines.command(),
                lines.java());
    }

    private static Map<String, Double> quantiles(SeriesPoint point) {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (int k = 0; k < point.quantiles().size(); k++) {
            quantiles.put(SeriesPoint.LEVELS.get(k).toString(), point.quantiles().get(k));
        }
        return quantiles;
    }
}
