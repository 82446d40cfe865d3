// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.GradientsFile;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;

/** {@code vaelab evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Evaluate a trained model again, with other settings or data.",
            "Prints the metrics, and writes them to evaluations/ in the folder of the run."
        })
final class EvaluateCommand extends ModelCommand {

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

    @Override
    boolean takesOtherData() {
        return true;
    }

    @Override
    int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        PrintWriter out = session.console().out();
        EvaluationProgress progress = new MeasuringLines(session.console());
        EvaluationResult result = trained.evaluate(progress);
        Optional<List<GradientQuality>> gradients = trained.gradients(progress);
        printMetrics(out, result);
        Map<String, String> absent = trained.absentMetrics(result);
        absent.forEach((name, why) -> out.println(name + " is absent: " + why));
        result.caveats().forEach((name, caveat) -> out.println(name + ": " + caveat));
        String hash = RecordMapper.hash(trained.spec().config()).substring(0, 10);
        Path file = run.path().resolve("evaluations").resolve(hash + ".json");
        Files.createDirectories(file.getParent());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("config", trained.spec().config());
        document.put("metrics", result.metrics());
        document.put("evaluatedData", result.examples());
        document.put("absentMetrics", absent);
        document.put("caveats", result.caveats());
        AtomicFile.write(file, RecordMapper.document(document));
        out.println();
        if (gradients.isPresent()) {
            Path csv = file.resolveSibling(hash + "-gradients.csv");
            GradientsFile.write(csv, gradients.get());
            printGradients(out, gradients.get());
            out.println();
            out.println("written: " + csv);
        }
        out.println("written: " + file);
        return ExitCode.DONE;
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
