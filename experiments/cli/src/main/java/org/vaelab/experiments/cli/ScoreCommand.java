// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Alarms;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Scores;
import org.vaelab.framework.data.LeftOut;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab score}. */
@Command(
        name = "score",
        description = {
            "Score examples with a trained model by their bound or log p(x).",
            "Writes the bound (ELBO), its terms and, with --samples, log p(x). With --alarm, flags"
                    + " anomalies. Equal examples have equal scores.",
            "FILE may also be the name of a data source, as listed by 'vaelab list data', if there is"
                    + " no such file: short for --set data.source=NAME."
        })
final class ScoreCommand extends FileCommand {

    @Mixin private ExampleArguments examples = new ExampleArguments();

    @Option(
            names = "--samples",
            paramLabel = "K",
            description =
                    "Also estimate log p(x) of each example from K importance samples (default: no"
                            + " estimate).")
    private @Nullable Integer samples;

    @Option(
            names = "--alarm",
            paramLabel = "RATE",
            description =
                    "Flag examples above a threshold that at most this share of normal examples exceeds,"
                            + " such as 0.01. The run's validation data choose it; they need 1/RATE - 1"
                            + " examples or more.")
    private @Nullable Double alarm;

    @Option(
            names = "--figure",
            paramLabel = "FILE",
            description =
                    "With --alarm: write a histogram of the scores to a .svg, .pdf or .png file.")
    private @Nullable Path figure;

    @Option(
            names = "--heatmap",
            paramLabel = "FILE",
            description =
                    "With --alarm: write the strangest images with their most surprising values to a"
                            + " .png file.")
    private @Nullable Path heatmap;

    /** Whether a data source is given instead of a file. */
    private boolean ofSource;

    ScoreCommand() {
        super("-");
    }

    @Override
    List<String> settings(List<String> given) {
        Optional<String> source = examples.takeSource();
        ofSource = source.isPresent();
        if (!ofSource) {
            return super.settings(given);
        }
        List<String> all = new ArrayList<>(List.of("data.source=" + source.get()));
        all.addAll(given);
        return all;
    }

    @Override
    void checkOptions() {
        examples.check();
        if (samples != null) {
            requireAtLeast(1, "--samples", samples);
        }
        if (alarm == null && (figure != null || heatmap != null)) {
            throw new UserError(
                    (figure == null ? "--heatmap" : "--figure") + " needs --alarm RATE");
        }
        if (alarm != null && ofSource) {
            throw new UserError(
                    "--alarm needs a file, or the test data of the run: the threshold is that of the"
                            + " run's own validation data");
        }
        if (figure != null) {
            try {
                Alarms.requireHistogram(figure);
            } catch (IllegalArgumentException e) {
                throw new UserError(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Override
    void write(Model model, Path file) throws IOException {
        if (alarm == null) {
            Scores scores = scores(model);
            (samples == null ? scores : scores.samples(samples)).to(file);
            return;
        }
        // First: a rate that the validation data do not allow is refused before the work.
        Alarm raised = samples == null ? model.alarm(alarm) : model.alarm(alarm, samples);
        Alarms alarms = raised.of(scores(model));
        alarms.to(file);
        report(raised, alarms, out.notes(console()));
    }

    private Scores scores(Model model) {
        Optional<LeftOut> leftOut =
                examples.areNew() ? Optional.empty() : model.data().dataset().leftOut();
        Scores scores = model.score(examples.all(model, console()));
        return leftOut.map(scores::marking).orElse(scores);
    }

    private void report(Alarm raised, Alarms alarms, PrintWriter notes) throws IOException {
        notes.printf(
                Locale.ROOT,
                "threshold: %.4f nats of %s; false-alarm rate at most %s (%d validation"
                        + " examples)%n",
                raised.threshold(),
                raised.score(),
                raised.rate(),
                raised.validationExamples());
        notes.printf(
                Locale.ROOT,
                "alarms: %d of %d examples%n",
                alarms.count(),
                alarms.judgements().size());
        if (figure != null) {
            alarms.writeHistogram(figure);
            notes.println("written: " + figure);
        }
        if (heatmap != null) {
            alarms.writeHeatMaps(heatmap);
            notes.println("written: " + heatmap);
        }
    }
}
