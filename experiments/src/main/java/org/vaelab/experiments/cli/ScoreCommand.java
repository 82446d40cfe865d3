// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.PerDatumFile;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab score}. */
@Command(
        name = "score",
        description = {
            "Score examples with a trained model by their bound or log p(x).",
            "Writes the bound (ELBO), its terms and, with --samples, log p(x) as CSV."
        })
final class ScoreCommand extends FileCommand {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "Data source, as listed by 'vaelab list data' (default: that of the run). Short for"
                            + " --set data.source=DATA.")
    private @Nullable String data;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description =
                    "Also estimate log p(x) of each example from K importance samples (default: no"
                            + " estimate).")
    private @Nullable Integer samples;

    @Mixin private ExampleOptions.All which = new ExampleOptions.All();

    /** Puts the data source first. */
    ScoreCommand() {
        super("-");
    }

    @Override
    List<String> settings() {
        List<String> all = new ArrayList<>();
        if (data != null) {
            all.add("data.source=" + data);
        }
        all.addAll(super.settings());
        return all;
    }

    @Override
    void checkOptions() {
        if (samples != null) {
            requireAtLeast(1, "--samples", samples);
        }
    }

    @Override
    void write(TrainedModel trained, Path file, Session session) throws IOException {
        Examples examples = which.of(trained.data());
        OptionalInt draws = samples == null ? OptionalInt.empty() : OptionalInt.of(samples);
        EvaluationProgress progress = new MeasuringLines(session.console());
        DatumScores scores = trained.scores(examples, draws, progress);
        PerDatumFile.scores(scores, examples, trained.data().dataset().leftOut()).write(file);
    }
}
