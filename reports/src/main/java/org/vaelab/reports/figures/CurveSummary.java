// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** One sentence on the curves of all models: which leave the band, and how far they are from 0. */
final class CurveSummary {

    private CurveSummary() {}

    /**
     * Writes the sentence.
     *
     * @param byModel the curves of the runs of each model by its label, at least one run each
     */
    static String of(Map<String, List<DiagnosticCurves>> byModel) {
        List<String> models = new ArrayList<>();
        byModel.forEach(
                (model, runs) ->
                        models.add(
                                "%s of %s of %s (%s)"
                                        .formatted(
                                                outside(runs),
                                                curves(runs).count(),
                                                model,
                                                NumberText.significant(distance(runs), 2))));
        return "Curves that leave the band: %s; in brackets, the largest distance from 0, mean over curves."
                .formatted(ListText.of(models));
    }

    private static long outside(Collection<DiagnosticCurves> runs) {
        return runs.stream()
                .mapToLong(run -> run.curves().stream().filter(c -> run.excess(c) > 0).count())
                .sum();
    }

    private static Stream<DiagnosticCurves.Curve> curves(Collection<DiagnosticCurves> runs) {
        return runs.stream().flatMap(run -> run.curves().stream());
    }

    private static double distance(Collection<DiagnosticCurves> runs) {
        return curves(runs)
                .collect(
                        Collectors.averagingDouble(
                                curve ->
                                        curve.y().stream().mapToDouble(Math::abs).max().orElse(0)));
    }
}
