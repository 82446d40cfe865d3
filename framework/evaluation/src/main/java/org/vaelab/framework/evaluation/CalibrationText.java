// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.ranks.RankShape;

/** The sentence that interprets the ranks of a model. */
final class CalibrationText {

    private CalibrationText() {}

    /**
     * Interprets the shapes of the units that fail.
     *
     * @param failing the shapes of these units
     * @param units the number of all units
     * @param distance the mean over units of the largest difference of the ECDF from uniform ranks
     */
    static String of(List<RankShape> failing, int units, double distance) {
        String fit =
                String.format(
                        Locale.ROOT, " The mean distance from uniform ranks is %.2g.", distance);
        if (failing.isEmpty()) {
            return (units == 1 ? "The unit passes" : "All " + units + " units pass")
                    + ": no miscalibration of q is found."
                    + fit;
        }
        Map<RankShape, Long> counts = new EnumMap<>(RankShape.class);
        failing.forEach(shape -> counts.merge(shape, 1L, Long::sum));
        String found =
                counts.entrySet().stream()
                        .sorted(Map.Entry.<RankShape, Long>comparingByValue().reversed())
                        .map(shape -> found(shape.getKey(), shape.getValue(), failing.size()))
                        .collect(Collectors.joining(", "));
        return "%s of %s %s %s: q is %s.%s"
                .formatted(
                        failing.size(),
                        units,
                        units == 1 ? "unit" : "units",
                        failing.size() == 1 ? "fails" : "fail",
                        found,
                        fit);
    }

    private static String found(RankShape shape, long count, int failing) {
        return count == failing ? shape.text() : shape.text() + " in " + count;
    }
}
