// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.reports.text.ListText;

/** One sentence on the curves of all models: which leave the band, and how far they are from 0. */
final class CurveSummary {

    private CurveSummary() {}

    /**
     * Writes the sentence.
     *
     * @param byModel the curves of the runs of each model by its label, at least one run each
     */
    static String of(Map<String, List<DiagnosticCurves>> byModel) {
        List<String> outside = new ArrayList<>();
        List<String> inside = new ArrayList<>();
        boolean single = byModel.values().stream().allMatch(runs -> curves(runs).count() == 1);
        byModel.forEach(
                (model, runs) -> {
                    long all = curves(runs).count();
                    long leaving =
                            runs.stream()
                                    .mapToLong(
                                            run ->
                                                    run.curves().stream()
                                                            .filter(curve -> run.excess(curve) > 0)
                                                            .count())
                                    .sum();
                    String distance = String.format(Locale.ROOT, "%.2g", distance(runs));
                    if (leaving > 0) {
                        outside.add(
                                (single ? "" : leaving + " of " + all + " curves of ")
                                        + "%s (%s)".formatted(model, distance));
                    } else {
                        inside.add("%s (%s)".formatted(model, distance));
                    }
                });
        String none = (single ? "not by " : "by no curve of ") + ListText.of(inside);
        String found =
                outside.isEmpty()
                        ? "The band is left " + none
                        : (single ? "The band is left by the curves of " : "The band is left by ")
                                + ListText.of(outside)
                                + (inside.isEmpty() ? "" : ", and " + none);
        return found
                + (single
                        ? "; in brackets, the largest distance from 0."
                        : "; in brackets, the largest distance from 0, mean over curves.");
    }

    private static Stream<DiagnosticCurves.Curve> curves(Collection<DiagnosticCurves> runs) {
        return runs.stream().flatMap(run -> run.curves().stream());
    }

    private static double distance(Collection<DiagnosticCurves> runs) {
        return curves(runs)
                .collect(
                        Collectors.averagingDouble(
                                curve -> curve.y().stream().mapToDouble(Math::abs).max().orElse(0)));
    }
}
