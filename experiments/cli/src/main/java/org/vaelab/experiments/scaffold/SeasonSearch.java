// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin.Window;

/**
 * Which of some seasons series have: of those that a variable of a series has at the level 1 %, over
 * all of them, that which explains most of their variance.
 *
 * @param found the season; empty if none is significant
 * @param shares of the variance that the season explains, by variable
 * @param tried the seasons of which there are enough cycles
 * @param untried those of which there are too few
 */
record SeasonSearch(
        Optional<Season> found,
        Map<String, Double> shares,
        List<Season> tried,
        List<Season> untried) {

    private static final double LEVEL = 0.01;

    private static final int NAMED = 3;

    /**
     * Searches data.
     *
     * @param data in windows of one step each
     */
    static SeasonSearch of(Dataset data, List<Season> seasons) {
        List<String> variables = data.facts().form().variables();
        Map<Integer, double[][]> series = series(data, variables.size());
        double level = LEVEL / (variables.size() * series.size());
        List<Season> tried = new ArrayList<>();
        Optional<Season> best = Optional.empty();
        Map<String, Double> most = Map.of();
        for (Season season : seasons) {
            Map<String, Double> shares = new LinkedHashMap<>();
            boolean isTried = false;
            for (double[][] one : series.values()) {
                for (int d = 0; d < variables.size(); d++) {
                    Optional<Season.Evidence> evidence = season.in(one[d]);
                    isTried |= evidence.isPresent();
                    double share =
                            evidence.filter(e -> e.probability() < level)
                                    .map(Season.Evidence::share)
                                    .orElse(0.0);
                    if (share > 0) {
                        shares.merge(variables.get(d), share, Math::max);
                    }
                }
            }
            if (isTried) {
                tried.add(season);
            }
            if (sum(shares) > sum(most)) {
                most = shares;
                best = Optional.of(season);
            }
        }
        List<Season> untried = seasons.stream().filter(s -> !tried.contains(s)).toList();
        return new SeasonSearch(best, most, tried, untried);
    }

    private static double sum(Map<String, Double> shares) {
        return shares.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the numbers of each series, by variable and step. */
    private static Map<Integer, double[][]> series(Dataset data, int variables) {
        Map<Integer, Integer> lengths = new LinkedHashMap<>();
        List<Examples> parts = List.of(data.train(), data.test());
        for (Examples part : parts) {
            for (int i = 0; i < part.size(); i++) {
                Window at = part.origin().window(i);
                lengths.merge(at.series(), at.first() + 1, Math::max);
            }
        }
        Map<Integer, double[][]> series = new LinkedHashMap<>();
        lengths.forEach(
                (index, length) -> {
                    double[][] numbers = new double[variables][length];
                    Arrays.stream(numbers).forEach(of -> Arrays.fill(of, Double.NaN));
                    series.put(index, numbers);
                });
        double[] row = new double[variables];
        for (Examples part : parts) {
            for (int i = 0; i < part.size(); i++) {
                Window at = part.origin().window(i);
                part.read(i, row, 0);
                for (int d = 0; d < variables; d++) {
                    series.get(at.series())[d][at.first()] = row[d];
                }
            }
        }
        return series;
    }

    /** Says what was found, and why. */
    String text() {
        if (found.isEmpty()) {
            String none =
                    tried.isEmpty()
                            ? ""
                            : "No season of %s steps is significant at 1 %%, so data.season is left out."
                                    .formatted(or(tried));
            String few =
                    untried.isEmpty()
                            ? ""
                            : "The rows are too few to tell a season of %s steps: three are needed."
                                    .formatted(or(untried));
            return (none + " " + few).strip();
        }
        String explained =
                shares.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .limit(NAMED)
                        .map(
                                of ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.0f %% of the variance of %s about its trend",
                                                100 * of.getValue(),
                                                of.getKey()))
                        .collect(Collectors.joining(", "));
        return "A season of %s steps is significant at 1 %%%s: it explains %s%s."
                .formatted(
                        found.get().steps(),
                        tried.size() > 1 ? ", the strongest of " + or(tried) : "",
                        explained,
                        shares.size() > NAMED
                                ? ", and less of %s more".formatted(shares.size() - NAMED)
                                : "");
    }

    private static String or(List<Season> seasons) {
        return IntStream.range(0, seasons.size())
                .mapToObj(
                        i ->
                                (i == 0 ? "" : i == seasons.size() - 1 ? " or " : ", ")
                                        + seasons.get(i).steps())
                .collect(Collectors.joining());
    }
}
