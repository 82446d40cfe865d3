// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.ranks.RankShape;

/**
 * The sentences that interpret the ranks of a model.
 *
 * @param subject what is calibrated, such as q
 * @param units the number of units
 * @param examples the number of ranks of each unit
 */
record RankSentence(String subject, int units, int examples) {

    /** The mean of Kolmogorov's distribution, sqrt(pi / 2) log 2. */
    private static final double EXACT = 0.8687;

    /**
     * Interprets the shapes of the units that fail.
     *
     * @param failing the shapes of these units
     * @param distance the mean over units of the largest difference of the ECDF from uniform ranks
     */
    String of(List<RankShape> failing, double distance) {
        String fit =
                String.format(
                        Locale.ROOT,
                        " The mean distance from uniform ranks is %.2g; of an exact %s it is about"
                                + " %.2g.",
                        distance,
                        subject,
                        EXACT / Math.sqrt(examples));
        if (failing.isEmpty()) {
            return (units == 1 ? "The only unit passes" : "All " + units + " units pass")
                    + ": no miscalibration of "
                    + subject
                    + " is found."
                    + fit;
        }
        Map<RankShape, Long> counts = new EnumMap<>(RankShape.class);
        failing.forEach(shape -> counts.merge(shape, 1L, Long::sum));
        String found =
                counts.entrySet().stream()
                        .sorted(Map.Entry.<RankShape, Long>comparingByValue().reversed())
                        .map(
                                shape ->
                                        shape.getKey().text()
                                                + (shape.getValue() == failing.size()
                                                        ? ""
                                                        : " in " + shape.getValue()))
                        .collect(Collectors.joining(", "));
        return "%s of %s %s %s: %s is %s.%s"
                .formatted(
                        failing.size(),
                        units,
                        units == 1 ? "unit" : "units",
                        failing.size() == 1 ? "fails" : "fail",
                        subject,
                        found,
                        fit);
    }
}
