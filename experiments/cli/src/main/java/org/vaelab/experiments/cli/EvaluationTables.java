// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiments.run.FurtherEvaluator;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.GradientQuality;

/** The results of a further evaluation of a run, as tables for the console. */
final class EvaluationTables {

    private EvaluationTables() {}

    static void print(FurtherEvaluator.Kept kept, PrintWriter out) {
        metrics(kept.result()).print(out, kept.result().metrics().entrySet());
        kept.record()
                .absentMetrics()
                .forEach((name, why) -> out.println(name + " is absent: " + why));
        kept.result().caveats().forEach((name, caveat) -> out.println(name + ": " + caveat));
        out.println();
        if (kept.gradients().isPresent()) {
            gradients().print(out, kept.gradients().get());
            out.println();
        }
        kept.files().forEach(file -> out.println("written: " + file));
    }

    private static ConsoleTable<Map.Entry<String, Estimate>> metrics(EvaluationResult result) {
        return new ConsoleTable<Map.Entry<String, Estimate>>()
                .column("metric", Map.Entry::getKey)
                .column(
                        "value",
                        metric -> String.format(Locale.ROOT, "%.4f", metric.getValue().value()))
                .column(
                        "standard error",
                        metric -> ConsoleText.number("%.4f", metric.getValue().standardError()))
                .column("unit", metric -> metric.getValue().unit())
                .column("kind", metric -> metric.getValue().kind().jsonName())
                .column("samples", metric -> Long.toString(metric.getValue().samples()))
                .column("data", metric -> String.valueOf(result.examples().get(metric.getKey())));
    }

    private static ConsoleTable<GradientQuality> gradients() {
        return new ConsoleTable<GradientQuality>()
                .column("estimator", of -> of.estimator().name())
                .column("K", of -> samples(of.estimator()))
                .column("parameters", of -> of.group().name())
                .column("norm", of -> magnitude(of.norm()))
                .column("variance", of -> magnitude(of.variance()))
                .column("snr", of -> magnitude(of.snr()))
                .column("squared bias", of -> ofBias(of, GradientQuality.Bias::squared))
                .column("standard error", of -> ofBias(of, GradientQuality.Bias::standardError))
                .column("norm of reference", of -> ofBias(of, GradientQuality.Bias::referenceNorm));
    }

    private static String ofBias(
            GradientQuality of, ToDoubleFunction<GradientQuality.Bias> number) {
        GradientQuality.Bias bias = of.bias();
        return magnitude(bias == null ? Double.NaN : number.applyAsDouble(bias));
    }

    private static String magnitude(double value) {
        return ConsoleText.number("%.3g", value);
    }

    private static String samples(GradientQuality.Estimator estimator) {
        return estimator.samples() == null ? "-" : estimator.samples().toString();
    }
}
