// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vaelab.experiments.run.FurtherEvaluator;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.record.GradientQuality;

/** The results of a further evaluation of a run, as tables for the console. */
final class EvaluationTables {

    private static final List<String> METRICS =
            List.of("metric", "value", "standard error", "unit", "kind", "samples", "data");

    private static final List<String> GRADIENTS =
            List.of(
                    "estimator",
                    "K",
                    "parameters",
                    "norm",
                    "variance",
                    "snr",
                    "squared bias",
                    "standard error",
                    "norm of reference");

    private EvaluationTables() {}

    static void print(FurtherEvaluator.Kept kept, PrintWriter out) {
        printMetrics(out, kept.result());
        kept.record()
                .absentMetrics()
                .forEach((name, why) -> out.println(name + " is absent: " + why));
        kept.record().caveats().forEach((name, caveat) -> out.println(name + ": " + caveat));
        out.println();
        if (kept.gradients().isPresent()) {
            printGradients(out, kept.gradients().get());
            out.println();
        }
        kept.files().forEach(file -> out.println("written: " + file));
    }

    private static void printMetrics(PrintWriter out, EvaluationResult result) {
        List<List<String>> rows = new ArrayList<>();
        result.metrics()
                .forEach(
                        (name, estimate) ->
                                rows.add(
                                        List.of(
                                                name,
                                                String.format(
                                                        Locale.ROOT, "%.4f", estimate.value()),
                                                ConsoleText.number(
                                                        "%.4f", estimate.standardError()),
                                                estimate.unit(),
                                                estimate.kind().jsonName(),
                                                Long.toString(estimate.samples()),
                                                String.valueOf(result.examples().get(name)))));
        ConsoleText.table(out, METRICS, rows);
    }

    private static void printGradients(PrintWriter out, List<GradientQuality> qualities) {
        List<List<String>> rows = new ArrayList<>();
        for (GradientQuality quality : qualities) {
            GradientQuality.Bias bias = quality.bias();
            rows.add(
                    List.of(
                            quality.estimator(),
                            quality.samples() == null ? "-" : quality.samples().toString(),
                            quality.group(),
                            magnitude(quality.norm()),
                            magnitude(quality.variance()),
                            magnitude(quality.snr()),
                            magnitude(bias == null ? Double.NaN : bias.squared()),
                            magnitude(bias == null ? Double.NaN : bias.standardError()),
                            magnitude(bias == null ? Double.NaN : bias.referenceNorm())));
        }
        ConsoleText.table(out, GRADIENTS, rows);
    }

    private static String magnitude(double value) {
        return ConsoleText.number("%.3g", value);
    }
}
